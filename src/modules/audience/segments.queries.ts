import { QueryFailedError } from 'typeorm';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, one, rows } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { contactUnknown, ruleInvalid, ruleTooSlow, segmentUnknown } from './audience.problems.js';
import type { Purpose } from './consent.rules.js';
import { ContactDto, type ContactRow } from './contact.dto.js';
import { consentsTo, contactColumns } from './contacts.queries.js';
import type { ExplainedContact, LeafVerdict } from './segment-explanation.rules.js';
import { type Scope, compile, compileLeaves } from './segment-sql.rules.js';
import type { SegmentRow } from './segment.dto.js';
import { type Rule, eventsNamed, limits } from './segment.rules.js';

/** The segment, or `audience/segment-unknown`. */
export async function findSegment(tx: Tx, actor: Actor, segmentId: string): Promise<SegmentRow> {
  const row = await one<SegmentRow>(tx, 'select * from segments where organization_id = $1 and id = $2', [
    actor.organizationId,
    segmentId,
  ]);
  if (!row) throw segmentUnknown();
  return row;
}

/** Refuses a rule that names events which are not there: jsonb has no foreign keys, and such a condition would find nobody for ever. */
export async function requireEvents(tx: Tx, actor: Actor, rule: Rule, pointer: string): Promise<void> {
  const named = eventsNamed(rule, pointer);
  if (named.length === 0) return;
  const found = await rows<{ id: string }>(tx, 'select id from events where organization_id = $1 and id = any($2)', [
    actor.organizationId,
    [...new Set(named.map(({ eventId }) => eventId))],
  ]);
  const known = new Set(found.map(({ id }) => id));
  const faults = named.filter(({ eventId }) => !known.has(eventId)).slice(0, limits.faults);
  if (faults.length === 0) return;
  const errors = faults.map((fault) => ({ pointer: fault.pointer, rule: 'isKnown', detail: 'There is no such event' }));
  throw ruleInvalid({ detail: errors[0]?.detail, pointer: errors[0]?.pointer, errors });
}

/** Milliseconds that somebody waits for a rule to be tried out. */
const patience = 3_000;

/** Runs reads that must not take long: over the limit they end with `audience/rule-too-slow` instead of holding a connection. */
export async function withPatience<T>(tx: Tx, read: () => Promise<T>): Promise<T> {
  await one(tx, `select set_config('statement_timeout', $1, true)`, [String(patience)]);
  try {
    return await read();
  } catch (failure) {
    const code = failure instanceof QueryFailedError ? (failure.driverError as { code?: string }).code : undefined;
    if (code === '57014')
      throw ruleTooSlow({ detail: `It took longer than ${patience / 1000} seconds`, retryAfter: 5 });
    throw failure;
  }
}

/** How many the rule finds, and of them how many may be mailed for the purpose. */
export async function countMatches(
  tx: Tx,
  rule: Rule,
  scope: Scope,
  purpose: Purpose,
): Promise<{ size: number; mayMail: number }> {
  const { sql, params } = compile(rule, scope);
  const purposeParam = `$${params.length + 1}`;
  const counted = await one<{ size: number; mayMail: number }>(
    tx,
    `select count(*)::int as size, count(*) filter (where c.do_not_contact is null and ${consentsTo('c', purposeParam)})::int as "mayMail"
       from contacts c where ${sql}`,
    [...params, purpose],
  );
  return counted ?? { size: 0, mayMail: 0 };
}

/** Some of those whom the rule finds, spread over all of them by a hash of the id, so that the same rule shows the same people. */
export async function sampleMatches(tx: Tx, rule: Rule, scope: Scope, size: number): Promise<ContactRow[]> {
  const { sql, params } = compile(rule, scope);
  return rows<ContactRow>(
    tx,
    `select ${contactColumns} from (select * from contacts c where ${sql} order by hashtextextended(c.id::text, 0), c.id limit $${params.length + 1}) t
      order by hashtextextended(t.id::text, 0), t.id`,
    [...params, size],
  );
}

/** One page of those whom the rule finds. */
export function pageOfMatches(tx: Tx, rule: Rule, scope: Scope, query: PageQuery): Promise<Page<ContactDto>> {
  const { sql, params } = compile(rule, scope);
  return readPage<ContactRow, ContactDto>(
    tx,
    { from: `(select c.* from contacts c where ${sql})`, select: contactColumns, params },
    query,
    ContactDto.of,
  );
}

/** What the database finds for each leaf of the rule on one contact, and the values it looked at. */
export async function judgeLeaves(
  tx: Tx,
  rule: Rule,
  scope: Scope,
  contactId: string,
): Promise<{ contact: ExplainedContact; verdicts: LeafVerdict[] }> {
  const { matched, counted, params } = compileLeaves(rule, scope);
  const row = await one<ExplainedContact & { matched: boolean[]; counted: (number | null)[] }>(
    tx,
    `select c.tags, c.interests, c.city, c.locale, c.email, c.created_at as "createdAt", ${matched} as matched, ${counted} as counted
       from contacts c where c.organization_id = $${params.length + 1} and c.id = $${params.length + 2}`,
    [...params, scope.organizationId, contactId],
  );
  if (!row) throw contactUnknown();
  return {
    contact: row,
    verdicts: row.matched.map((verdict, index) => ({ matched: verdict, counted: row.counted[index] ?? null })),
  };
}
