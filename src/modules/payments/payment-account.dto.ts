import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsString, Length, Matches, ValidateNested } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import type { AccountRow } from './payment-accounts.queries.js';
import { type AccountProvider, accountProviders } from './payment-provider.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** What is no secret about an account; which members matter depends on the provider. */
export class PaymentAccountSettingsDto {
  /** Stripe, YooKassa: whether the keys are those for real money. A notice from the other side is never believed. */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ type: Boolean, required: false, example: false })
  live?: boolean;

  /** YooKassa: the number of the shop (shopId). */
  @MayBeLeftOut()
  @Matches(/^\d{1,20}$/)
  @ApiProperty({ type: String, required: false, example: '100500' })
  shopId?: string;

  /** Bank transfer: who the money goes to. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 140)
  @ApiProperty({ type: String, required: false, example: 'Data Evenings e. V.' })
  holder?: string;

  /** Bank transfer: the IBAN, or the number of the account where there is none. */
  @MayBeLeftOut()
  @Matches(/^[0-9A-Z]{5,34}$/)
  @ApiProperty({ type: String, required: false, example: 'DE89370400440532013000' })
  iban?: string;

  /** Bank transfer: BIC (ISO 9362). */
  @MayBeLeftOut()
  @Matches(/^[0-9A-Z]{8,11}$/)
  @ApiProperty({ type: String, required: false, example: 'COBADEFFXXX' })
  bic?: string;

  /** Bank transfer: the name of the bank. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 140)
  @ApiProperty({ type: String, required: false, example: 'Commerzbank' })
  bank?: string;

  /** Bank transfer in Russia: the bank's correspondent account. */
  @MayBeLeftOut()
  @Matches(/^\d{20}$/)
  @ApiProperty({ type: String, required: false, example: '30101810400000000225' })
  correspondentAccount?: string;

  /** Bank transfer: the tax number that a payer in the country needs, such as the INN. */
  @MayBeLeftOut()
  @Matches(/^[0-9A-Z-]{5,30}$/)
  @ApiProperty({ type: String, required: false, example: '7707083893' })
  taxId?: string;
}

/** Secrets of an account. They are written and never read again. */
export class PaymentAccountSecretsDto {
  /** Stripe: the secret or restricted key. YooKassa: the secret key of the shop. */
  @MayBeLeftOut()
  @Matches(/^[\x21-\x7e]{8,300}$/)
  @ApiProperty({ type: String, required: false, example: 'sk_test_4eC39HqLyjWDarjtT1zdp7dc' })
  secretKey?: string;

  /** Stripe: the signing secret of the webhook endpoint. */
  @MayBeLeftOut()
  @Matches(/^[\x21-\x7e]{8,300}$/)
  @ApiProperty({ type: String, required: false, example: 'whsec_4eC39HqLyjWDarjtT1zdp7dc' })
  webhookSecret?: string;
}

/** An account of the organisation at a provider. */
export class NewPaymentAccountDto {
  @IsIn(accountProviders)
  @ApiProperty({ enum: accountProviders, enumName: 'AccountProvider', example: 'stripe' })
  provider: AccountProvider;

  /** @example "Our Stripe account" */
  @IsString()
  @Length(1, 200)
  label: string;

  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => PaymentAccountSettingsDto)
  settings?: PaymentAccountSettingsDto;

  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => PaymentAccountSecretsDto)
  secrets?: PaymentAccountSecretsDto;
}

/** What may be changed of an account; what is left out stays. Secrets that are sent replace those that are there. */
export class ChangePaymentAccountDto {
  /** @example "Our Stripe account" */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 200)
  label?: string;

  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => PaymentAccountSettingsDto)
  settings?: PaymentAccountSettingsDto;

  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => PaymentAccountSecretsDto)
  secrets?: PaymentAccountSecretsDto;

  /** Nobody can begin to pay through an account that is not active. */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ type: Boolean, required: false })
  active?: boolean;
}

/** An account at a provider, without its secrets. */
export class PaymentAccountDto {
  @IdOf('pac')
  id: string;

  @ApiProperty({ enum: accountProviders, enumName: 'AccountProvider', example: 'stripe' })
  provider: AccountProvider;

  /** @example "Our Stripe account" */
  label: string;

  settings: PaymentAccountSettingsDto;

  /** Whether secrets are kept for it. */
  @ApiProperty({ example: true })
  hasSecrets: boolean;

  @ApiProperty({ example: true })
  active: boolean;

  /** Where the provider is to send its notices; to be entered in the provider's settings. */
  @ApiProperty({ format: 'uri', example: 'https://turnout.example/v1/public/payment-notifications/pac_01' })
  notificationsUrl: string;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(row: AccountRow, publicUrl: string): PaymentAccountDto {
    const id = toPublicId('pac', row.id);
    return {
      id,
      provider: row.provider,
      label: row.label,
      settings: row.settings,
      hasSecrets: row.secrets !== null,
      active: row.active,
      notificationsUrl: `${publicUrl}/v1/public/payment-notifications/${id}`,
      version: row.version,
    };
  }
}
