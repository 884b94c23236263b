import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { newId } from '../../platform/database/new-id.js';
import { type Tx, affected, one } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import type { QuotaState } from './sale.rules.js';

/** A row of `quotas`. */
export interface Quota extends QuotaState {
  eventId: string;
  name: string;
  closeWhenSoldOut: boolean;
  closed: boolean;
  closedAt: Date | null;
  version: number;
}

const columns = `t.id, t.event_id as "eventId", t.name, t.size, t.held, t.sold, t.blocked,
  t.close_when_sold_out as "closeWhenSoldOut", t.closed_at as "closedAt", t.closed_at is not null as closed, t.version`;

export const findQuota = (tx: Tx, actor: Actor, quotaId: string): Promise<Quota | undefined> =>
  one(tx, `select ${columns} from quotas t where organization_id = $1 and id = $2`, [actor.organizationId, quotaId]);

export function pageOfQuotas<T>(
  tx: Tx,
  actor: Actor,
  { eventId, query }: { eventId: string; query: PageQuery },
  of: (quota: Quota) => T,
): Promise<Page<T>> {
  const listing = {
    from: 'quotas',
    select: columns,
    where: 't.event_id = $2',
    params: [actor.organizationId, eventId],
  };
  return readPage(tx, listing, query, of);
}

/** Returns the id of the new quota. */
export async function insertQuota(
  tx: Tx,
  actor: Actor,
  eventId: string,
  { name, size, closeWhenSoldOut }: Pick<Quota, 'name' | 'size' | 'closeWhenSoldOut'>,
): Promise<string> {
  const id = newId();
  await affected(
    tx,
    'insert into quotas (organization_id, event_id, id, name, size, close_when_sold_out) values ($1, $2, $3, $4, $5, $6)',
    [actor.organizationId, eventId, id, name, size, closeWhenSoldOut],
  );
  return id;
}

/**
 * Changes nothing where it was changed since that version, or where more places than the size are taken: the guard is in
 * the statement, so a place that is taken meanwhile is not overlooked.
 */
export const updateQuota = (
  tx: Tx,
  actor: Actor,
  quota: Pick<Quota, 'id' | 'version' | 'name' | 'size' | 'closeWhenSoldOut'>,
): Promise<number> =>
  affected(
    tx,
    `update quotas set name = $4, size = $5, close_when_sold_out = $6
      where organization_id = $1 and id = $2 and version = $3 and ($5::integer is null or held + sold + blocked <= $5)`,
    [actor.organizationId, quota.id, quota.version, quota.name, quota.size, quota.closeWhenSoldOut],
  );

/** Closes a quota that is open, by the database's clock. */
export const closeQuota = (tx: Tx, actor: Actor, quotaId: string): Promise<number> =>
  affected(
    tx,
    'update quotas set closed_at = clock_timestamp() where organization_id = $1 and id = $2 and closed_at is null',
    [actor.organizationId, quotaId],
  );

/** Opens a quota that is closed. */
export const reopenQuota = (tx: Tx, actor: Actor, quotaId: string): Promise<number> =>
  affected(tx, 'update quotas set closed_at = null where organization_id = $1 and id = $2 and closed_at is not null', [
    actor.organizationId,
    quotaId,
  ]);

/** Deletes nothing where a ticket type or variation draws on it. */
export const deleteQuota = (tx: Tx, actor: Actor, quotaId: string): Promise<number> =>
  affected(
    tx,
    `delete from quotas where organization_id = $1 and id = $2
        and not exists (select from quota_ticket_types where organization_id = $1 and quota_id = $2)
        and not exists (select from quota_ticket_variations where organization_id = $1 and quota_id = $2)`,
    [actor.organizationId, quotaId],
  );
