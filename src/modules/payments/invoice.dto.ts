import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, Length, Matches } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import type { Locale } from '../../kernel/text.js';
import { IdOf } from '../../platform/http/id-param.js';
import { MoneyDto } from '../../platform/http/shapes.dto.js';
import type { Invoice, InvoiceAddress, InvoiceSettings } from './invoices.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** Text of several lines without control characters but line breaks. */
const printable = /^[^\p{Cc}\p{Cs}]+(\r?\n[^\p{Cc}\p{Cs}]+)*$/u;
const oneLine = /^[^\p{Cc}\p{Cs}]+$/u;

/** Who sells, as it stands on invoices to come. Those that were issued stay as they are. */
export class ChangeInvoiceSettingsDto {
  /** @example "Northern Circle e. V." */
  @IsString()
  @Length(1, 200)
  @Matches(oneLine)
  legalName: string;

  /**
   * On several lines.
   * @example "Hafenstraße 1\n20359 Hamburg"
   */
  @IsString()
  @Length(1, 500)
  @Matches(printable)
  address: string;

  /** VAT id, INN or what else the law wants there. */
  @IsOptional()
  @IsString()
  @Length(1, 60)
  @Matches(oneLine)
  @ApiProperty({ type: String, required: false, nullable: true, example: 'DE123456789' })
  taxNumber?: string | null;

  /** Stands at the foot of each page, in all languages. */
  @IsOptional()
  @IsString()
  @Length(1, 500)
  @Matches(printable)
  @ApiProperty({
    type: String,
    required: false,
    nullable: true,
    example: 'Registered at Amtsgericht Hamburg, VR 12345',
  })
  footer?: string | null;
}

/** Who sells. Before anybody wrote it: the organisation's name and mail address, with version 0. */
export class InvoiceSettingsDto {
  /** @example "Northern Circle e. V." */
  legalName: string;

  address: string;

  @ApiProperty({ type: String, nullable: true, example: 'DE123456789' })
  taxNumber: string | null;

  @ApiProperty({ type: String, nullable: true })
  footer: string | null;

  /** For If-Match; 0 where nothing was written yet. */
  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of({ legalName, address, taxNumber, footer, version }: InvoiceSettings): InvoiceSettingsDto {
    return { legalName, address, taxNumber, footer, version };
  }
}

/** Who buys, where it is somebody else than who registered: a company, an institution. */
export class PutInvoiceAddressDto {
  /** @example "Acme GmbH" */
  @IsString()
  @Length(1, 200)
  @Matches(oneLine)
  name: string;

  /**
   * On several lines.
   * @example "Marktplatz 1\n10115 Berlin"
   */
  @IsString()
  @Length(1, 500)
  @Matches(printable)
  address: string;

  @IsOptional()
  @IsString()
  @Length(1, 60)
  @Matches(oneLine)
  @ApiProperty({ type: String, required: false, nullable: true, example: 'DE987654321' })
  taxNumber?: string | null;

  /** Whether the invoice is wanted before it is paid, as one needs it for a bank transfer. */
  @MayBeLeftOut()
  @IsBoolean()
  upFront: boolean = false;
}

/** Who buys. */
export class InvoiceAddressDto {
  /** @example "Acme GmbH" */
  name: string;

  address: string;

  @ApiProperty({ type: String, nullable: true, example: 'DE987654321' })
  taxNumber: string | null;

  @ApiProperty({ example: false })
  upFront: boolean;

  static of({ name, address, taxNumber, upFront }: Omit<InvoiceAddress, 'version'>): InvoiceAddressDto {
    return { name, address, taxNumber, upFront };
  }
}

/** A line of an invoice; amounts in minor units of the invoice's currency. */
export class InvoiceLineDto {
  /** @example "Standard ticket" */
  text: string;

  /** Thousandths of a percent: 20000 is 20 %. Null where no tax is on it. */
  @ApiProperty({ type: 'integer', nullable: true, example: 20000 })
  rate: number | null;

  @ApiProperty({ type: 'integer', example: 1000 })
  net: number;

  @ApiProperty({ type: 'integer', example: 200 })
  tax: number;

  @ApiProperty({ type: 'integer', example: 1200 })
  gross: number;
}

/** What lines with one tax add up to; amounts in minor units. */
export class InvoiceTaxDto {
  @ApiProperty({ type: String, nullable: true, example: 'VAT' })
  name: string | null;

  /** Thousandths of a percent: 20000 is 20 %. Null where no tax is on it. */
  @ApiProperty({ type: 'integer', nullable: true, example: 20000 })
  rate: number | null;

  @ApiProperty({ type: 'integer', example: 1000 })
  net: number;

  @ApiProperty({ type: 'integer', example: 200 })
  tax: number;

  @ApiProperty({ type: 'integer', example: 1200 })
  gross: number;
}

/** An invoice, or a credit note that takes one back in whole or in part. It never changes. */
export class InvoiceDto {
  @IdOf('ivc')
  id: string;

  @ApiProperty({ enum: ['invoice', 'credit-note'], enumName: 'InvoiceKind', example: 'invoice' })
  kind: 'invoice' | 'credit-note';

  /**
   * Without gaps in each year, for each kind.
   * @example "INV-2027-00001"
   */
  code: string;

  @IdOf('evt')
  eventId: string;

  @IdOf('ord')
  orderId: string;

  /** The invoice that a credit note takes back; null for invoices. */
  @IdOf('ivc', { nullable: true })
  refersTo: string | null;

  /** Local date of the organisation. */
  @ApiProperty({ format: 'date', example: '2027-03-14' })
  issuedOn: string;

  @ApiProperty({ enum: ['en', 'ru'], example: 'ru' })
  locale: Locale;

  /** @example "Acme GmbH" */
  buyerName: string;

  /** What is owed by an invoice, or given back by a credit note; never negative. */
  total: MoneyDto;

  @ApiProperty({ type: [InvoiceLineDto] })
  lines: InvoiceLineDto[];

  @ApiProperty({ type: [InvoiceTaxDto] })
  taxes: InvoiceTaxDto[];

  static of({ id, eventId, orderId, kind, code, refersTo, amount, currency, snapshot }: Invoice): InvoiceDto {
    return {
      id: toPublicId('ivc', id),
      kind,
      code,
      eventId: toPublicId('evt', eventId),
      orderId: toPublicId('ord', orderId),
      refersTo: refersTo && toPublicId('ivc', refersTo),
      issuedOn: snapshot.issuedOn,
      locale: snapshot.locale,
      buyerName: snapshot.buyer.name,
      total: { amount, currency },
      lines: snapshot.lines.map(({ text, rate, net, tax, gross }) => ({ text, rate, net, tax, gross })),
      taxes: snapshot.taxes.map(({ name, rate, net, tax, gross }) => ({ name, rate, net, tax, gross })),
    };
  }
}
