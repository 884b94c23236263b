import { QueryFailedError } from 'typeorm';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, rows } from '../../platform/database/sql.js';
import type { Code } from './catalogue.js';
import type { CodeRow, CodeTerms } from './code.dto.js';
import { TermsTable } from './terms-table.js';

/** As it is kept: people type codes in any case, and with spaces around. */
export const normalCode = (typed: string): string => typed.trim().toUpperCase();

/** Amounts of PostgreSQL's bigint come as texts; what may be given away fits a number. */
const counts = { budgetAmount: 't.budget_amount::float8', used: 't.used', givenAway: 't.given_away::float8' };

export const codes = new TermsTable<CodeTerms>(
  'codes',
  {
    code: 'code',
    tag: 'tag',
    effect: 'effect',
    amounts: 'amounts',
    rate: 'rate',
    ticketTypeIds: 'ticket_type_ids',
    variationIds: 'variation_ids',
    opensHidden: 'opens_hidden',
    validFrom: 'valid_from',
    validUntil: 'valid_until',
    maxUses: 'max_uses',
    maxPerOrder: 'max_per_order',
    maxPerPerson: 'max_per_person',
    budgetAmount: 'budget_amount',
    budgetCurrency: 'budget_currency',
    holdId: 'hold_id',
  },
  counts,
);

/** The codes among what people typed, by their spelling in upper case, with what is left of them now. */
export async function findCode(
  tx: Tx,
  actor: Actor,
  eventId: string,
  typed: readonly string[],
): Promise<ReadonlyMap<string, Code>> {
  if (typed.length === 0) return new Map();
  const found = await codes.all<CodeRow>(tx, actor, {
    where: 't.event_id = $2 and t.code = any($3)',
    params: [eventId, typed.map(normalCode)],
  });
  return new Map(found.map((row) => [row.code, asCode(row)]));
}

function asCode({ budgetAmount, budgetCurrency, ...code }: CodeRow): Code {
  const budget =
    budgetAmount === null || budgetCurrency === null ? null : { amount: budgetAmount, currency: budgetCurrency };
  return { ...code, budget };
}

/** Those with a tag, and those that have a text in them; null is no condition. */
export const listedCodes = (eventId: string, { tag, text }: { tag?: string; text?: string }) => ({
  where: `t.event_id = $2 and ($3::text is null or t.tag = $3) and ($4::text is null or strpos(t.code, $4) > 0)`,
  params: [eventId, tag ?? null, text === undefined ? null : normalCode(text)],
});

/** Whether the event has all of these variations, and the hold is one in which its organisers keep places back. */
export async function knowsScope(
  tx: Tx,
  actor: Actor,
  eventId: string,
  { variationIds, holdId }: Pick<CodeTerms, 'variationIds' | 'holdId'>,
): Promise<{ variations: boolean; hold: boolean }> {
  const [found] = await rows<{ variations: number; hold: boolean }>(
    tx,
    `select (select count(*)::integer from ticket_variations where organization_id = $1 and event_id = $2 and id = any($3)) as variations,
            $4::uuid is null or exists (select from holds where organization_id = $1 and event_id = $2 and id = $4
                                           and kind = 'organizer' and state = 'active') as hold`,
    [actor.organizationId, eventId, variationIds, holdId],
  );
  return { variations: found?.variations === variationIds.length, hold: found?.hold ?? false };
}

/** Why the database did not take a code: its text is taken, or more of it was used than it would allow. */
export function whyCodeRefused(error: unknown): 'taken' | 'used' | null {
  if (!(error instanceof QueryFailedError)) return null;
  const { constraint, code } = error.driverError as { constraint?: string; code?: string };
  if (code === '23505') return 'taken';
  return constraint === 'uses_within_limit' || constraint === 'given_away_within_budget' ? 'used' : null;
}

/** Writes a code with these terms for each text that no code of the event has yet. Returns the texts that it wrote. */
export async function insertCodes(
  tx: Tx,
  actor: Actor,
  eventId: string,
  { texts, terms }: { texts: readonly string[]; terms: CodeTerms },
): Promise<string[]> {
  const written = await rows<{ code: string }>(
    tx,
    `insert into codes (organization_id, event_id, code, tag, effect, amounts, rate, ticket_type_ids, variation_ids, opens_hidden,
                        valid_from, valid_until, max_uses, max_per_order, max_per_person, budget_amount, budget_currency, hold_id)
     select $1, $2, text, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18 from unnest($3::text[]) as text
     on conflict (organization_id, event_id, code) do nothing returning code`,
    [
      actor.organizationId,
      eventId,
      texts,
      terms.tag,
      terms.effect,
      terms.amounts,
      terms.rate,
      terms.ticketTypeIds,
      terms.variationIds,
      terms.opensHidden,
      terms.validFrom,
      terms.validUntil,
      terms.maxUses,
      terms.maxPerOrder,
      terms.maxPerPerson,
      terms.budgetAmount,
      terms.budgetCurrency,
      terms.holdId,
    ],
  );
  return written.map(({ code }) => code);
}

/** Deletes nothing where it was used, or is in use. */
export const deleteUnusedCode = (tx: Tx, actor: Actor, codeId: string): Promise<number> =>
  affected(
    tx,
    `delete from codes where organization_id = $1 and id = $2 and used = 0
        and not exists (select from tickets where organization_id = $1 and code_id = $2)
        and not exists (select from hold_lines where organization_id = $1 and code_id = $2)`,
    [actor.organizationId, codeId],
  );
