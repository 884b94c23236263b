import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, visitorActor } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/new-id.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { AccountSecrets } from './account-secrets.js';
import { type ChangePaymentAccountDto, type NewPaymentAccountDto, PaymentAccountDto } from './payment-account.dto.js';
import {
  type AccountRow,
  accountBySecret,
  activeAccounts,
  allAccounts,
  findAccount,
  insertAccount,
  updateAccount,
} from './payment-accounts.queries.js';
import type { AccountProvider, ProviderAccount } from './payment-provider.js';
import { accountIncomplete, accountTaken, accountUnknown } from './payments.problems.js';

/** What an adapter cannot work without. */
const needed: Readonly<Record<AccountProvider, { settings: readonly string[]; secrets: readonly string[] }>> = {
  stripe: { settings: ['live'], secrets: ['secretKey', 'webhookSecret'] },
  yookassa: { settings: ['live', 'shopId'], secrets: ['secretKey'] },
  'bank-transfer': { settings: ['holder', 'iban'], secrets: [] },
};

/** The organisation's accounts at providers of payments. */
@Injectable()
export class PaymentAccountsService {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly secrets: AccountSecrets,
  ) {}

  create(actor: Actor, input: NewPaymentAccountDto): Promise<PaymentAccountDto> {
    requireComplete(input.provider, input.settings ?? {}, input.secrets ?? {});
    return this.db.transaction(actor, async (tx) => {
      const id = newId();
      const made = await insertAccount(tx, actor, {
        id,
        provider: input.provider,
        label: input.label,
        settings: input.settings ?? {},
        ...this.sealed(id, { ...input.secrets }),
        active: true,
      });
      if (!made) throw accountTaken({ pointer: '/provider' });
      return this.dto(await this.find(tx, actor, id));
    });
  }

  list(actor: Actor): Promise<PaymentAccountDto[]> {
    return this.db.read(actor, async (tx) => (await allAccounts(tx, actor)).map((row) => this.dto(row)));
  }

  show(actor: Actor, id: string): Promise<PaymentAccountDto> {
    return this.db.read(actor, async (tx) => this.dto(await this.find(tx, actor, id)));
  }

  change(actor: Actor, id: string, version: number, input: ChangePaymentAccountDto): Promise<PaymentAccountDto> {
    return this.db.transaction(actor, async (tx) => {
      const before = await this.find(tx, actor, id);
      const settings = input.settings ?? before.settings;
      const secrets = { ...this.open(before).secrets, ...input.secrets };
      requireComplete(before.provider, settings, secrets);
      const content = {
        label: input.label ?? before.label,
        settings,
        ...this.sealed(id, secrets),
        active: input.active ?? before.active,
      };
      if (content.active && !before.active) await this.requireFree(tx, actor, before.provider);
      if ((await updateAccount(tx, actor, { id, version, ...content })) === 0) throw versionConflict();
      return this.dto(await this.find(tx, actor, id));
    });
  }

  /** Ready to be spoken to, whether or not it still is active: what was begun there ends there. */
  async opened(tx: Tx, actor: Actor, id: string): Promise<ProviderAccount> {
    return this.open(await this.find(tx, actor, id));
  }

  /** The account through which one pays with this provider now. */
  async active(tx: Tx, actor: Actor, provider: AccountProvider): Promise<ProviderAccount | null> {
    const found = (await activeAccounts(tx, actor)).find((row) => row.provider === provider);
    return found ? this.open(found) : null;
  }

  /** Which providers the organisation has an active account with. */
  async activeProviders(tx: Tx, actor: Actor): Promise<AccountProvider[]> {
    return (await activeAccounts(tx, actor)).map((row) => row.provider);
  }

  /** Whose account a notice is for. Its id opens its row and no other. */
  async addressed(id: string): Promise<{ actor: Actor; account: ProviderAccount }> {
    const hash = createHash('sha256')
      .update(Buffer.from(id.replaceAll('-', ''), 'hex'))
      .digest();
    const row = await this.db.bySecret<AccountRow>(hash, accountBySecret);
    if (!row) throw accountUnknown();
    return { actor: visitorActor(row.organizationId), account: this.open(row) };
  }

  private open(row: AccountRow): ProviderAccount {
    const secrets = row.secrets ? this.secrets.open(row.id, row.secrets, row.secretsKey ?? '') : {};
    return { id: row.id, provider: row.provider, settings: row.settings, secrets };
  }

  private sealed(id: string, secrets: Record<string, string>): { secrets: Buffer | null; secretsKey: string | null } {
    return Object.keys(secrets).length === 0
      ? { secrets: null, secretsKey: null }
      : { secrets: this.secrets.seal(id, secrets), secretsKey: this.secrets.keyId };
  }

  private dto(row: AccountRow): PaymentAccountDto {
    return PaymentAccountDto.of(row, this.config.publicUrl);
  }

  private async requireFree(tx: Tx, actor: Actor, provider: AccountProvider): Promise<void> {
    if ((await this.activeProviders(tx, actor)).includes(provider)) throw accountTaken({ pointer: '/active' });
  }

  private async find(tx: Tx, actor: Actor, id: string): Promise<AccountRow> {
    const row = await findAccount(tx, actor, id);
    if (!row) throw accountUnknown();
    return row;
  }
}

function requireComplete(provider: AccountProvider, settings: object, secrets: object): void {
  const missing = [
    ...needed[provider].settings.filter((name) => !(name in settings)).map((name) => `/settings/${name}`),
    ...needed[provider].secrets.filter((name) => !(name in secrets)).map((name) => `/secrets/${name}`),
  ];
  if (missing[0]) throw accountIncomplete({ pointer: missing[0], missing });
}
