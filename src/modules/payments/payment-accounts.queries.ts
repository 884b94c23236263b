import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { AccountProvider } from './payment-provider.js';

export interface AccountRow {
  id: string;
  organizationId: string;
  provider: AccountProvider;
  label: string;
  settings: Record<string, unknown>;
  secrets: Buffer | null;
  secretsKey: string | null;
  active: boolean;
  version: number;
}

const columns = `id, organization_id as "organizationId", provider, label, settings, secrets, secrets_key as "secretsKey", active, version`;

export const findAccount = (tx: Tx, actor: Actor, id: string): Promise<AccountRow | undefined> =>
  one(tx, `select ${columns} from payment_accounts where organization_id = $1 and id = $2`, [actor.organizationId, id]);

/** The account that a provider writes to, before an organisation is known; closed ones too, for what was begun there. */
export const accountBySecret = `select ${columns} from payment_accounts where id_hash = app_secret()`;

export const activeAccounts = (tx: Tx, actor: Actor): Promise<AccountRow[]> =>
  rows(tx, `select ${columns} from payment_accounts where organization_id = $1 and active order by id`, [
    actor.organizationId,
  ]);

export const allAccounts = (tx: Tx, actor: Actor): Promise<AccountRow[]> =>
  rows(tx, `select ${columns} from payment_accounts where organization_id = $1 order by id`, [actor.organizationId]);

export interface AccountContent {
  label: string;
  settings: object;
  secrets: Buffer | null;
  secretsKey: string | null;
  active: boolean;
}

/** False where another account of the provider is active. */
export async function insertAccount(
  tx: Tx,
  actor: Actor,
  account: AccountContent & { id: string; provider: AccountProvider },
): Promise<boolean> {
  const made = await affected(
    tx,
    `insert into payment_accounts (id, organization_id, provider, label, settings, secrets, secrets_key, active)
     values ($2, $1, $3, $4, $5, $6, $7, $8) on conflict (organization_id, provider) where active do nothing`,
    [
      actor.organizationId,
      account.id,
      account.provider,
      account.label,
      JSON.stringify(account.settings),
      account.secrets,
      account.secretsKey,
      account.active,
    ],
  );
  return made === 1;
}

export const updateAccount = (
  tx: Tx,
  actor: Actor,
  account: AccountContent & { id: string; version: number },
): Promise<number> =>
  affected(
    tx,
    `update payment_accounts set label = $4, settings = $5, secrets = $6, secrets_key = $7, active = $8
      where organization_id = $1 and id = $2 and version = $3`,
    [
      actor.organizationId,
      account.id,
      account.version,
      account.label,
      JSON.stringify(account.settings),
      account.secrets,
      account.secretsKey,
      account.active,
    ],
  );
