import { fromPublicId } from '../../kernel/id.js';
import { fold, toAddress } from './contact-text.rules.js';
import {
  type AttendedRule,
  type Field,
  type FieldRule,
  type Leaf,
  type Rule,
  isAttended,
  isGroup,
} from './segment.rules.js';

/** What a rule is judged against, apart from the contacts themselves. */
export interface Scope {
  organizationId: string;
  /** The day, in UTC, from which `within.days` counts back. It is the last day counted. */
  today: string;
}

/** SQL over a row `c` of contacts, with its parameters. Every value is bound; only our own words are in the text. */
export interface Compiled {
  sql: string;
  params: unknown[];
}

/** Takes a value into the parameters and answers with its placeholder. */
type Bind = (value: unknown) => string;

/**
 * The condition for being in the segment. The organisation is part of it, outside the rule, so no rule can reach further.
 * Every leaf is true or false, never null: NOT means "does not satisfy", and a rule and its negation make up all contacts.
 */
export function compile(rule: Rule, scope: Scope): Compiled {
  const params: unknown[] = [];
  const bind = binder(params);
  const tenant = `c.organization_id = ${bind(scope.organizationId)}`;
  return { sql: `${tenant} and ${condition(rule, scope, bind)}`, params };
}

/**
 * For each leaf, in reading order, whether it holds and, where it counts, the number that it counted: two SQL arrays,
 * boolean[] and int[]. The leaves are those of `compile`, so an explanation cannot disagree with the membership.
 */
export function compileLeaves(rule: Rule, scope: Scope): { matched: string; counted: string; params: unknown[] } {
  const params: unknown[] = [];
  const bind = binder(params);
  const leaves = leavesOf(rule);
  const matched = leaves.map((leaf) => condition(leaf, scope, bind));
  const counted = leaves.map((leaf) =>
    isAttended(leaf) ? `(select count(*)::int ${attendances(leaf, scope, bind)})` : 'null',
  );
  return { matched: `array[${matched.join(', ')}]::boolean[]`, counted: `array[${counted.join(', ')}]::int[]`, params };
}

/** The leaves of a rule in reading order. */
export const leavesOf = (rule: Rule): Leaf[] => (isGroup(rule) ? rule.args.flatMap(leavesOf) : [rule]);

const binder =
  (params: unknown[]): Bind =>
  (value) =>
    `$${params.push(value)}`;

function condition(rule: Rule, scope: Scope, bind: Bind): string {
  if (!isGroup(rule))
    return `coalesce(${isAttended(rule) ? attended(rule, scope, bind) : fieldCondition(rule, bind)}, false)`;
  const args = rule.args.map((arg) => condition(arg, scope, bind));
  return rule.op === 'not' ? `not ${args[0]}` : `(${args.join(` ${rule.op} `)})`;
}

/** The column of each field, its type, and how a value is brought into the column's spelling. */
const columns: Readonly<Record<Field, { sql: string; spell: (text: string) => string; empty: string }>> = {
  tags: { sql: 'c.tags', spell: fold, empty: `'{}'` },
  interests: { sql: 'c.interests', spell: fold, empty: `'{}'` },
  city: { sql: 'c.city_key', spell: fold, empty: 'null' },
  locale: { sql: 'c.locale', spell: (text) => text, empty: 'null' },
  email: { sql: 'c.email', spell: toAddress, empty: 'null' },
  createdAt: { sql: 'c.created_at', spell: (text) => text, empty: 'null' },
};

function fieldCondition({ field, cmp, value }: FieldRule, bind: Bind): string {
  const column = columns[field];
  if (cmp === 'present') return `${column.sql} is distinct from ${column.empty}`;
  if (cmp === 'since') return `${column.sql} >= ${bind(value)}::timestamptz`;
  if (cmp === 'before') return `${column.sql} < ${bind(value)}::timestamptz`;
  const texts = bind((value as string[]).map(column.spell));
  if (cmp === 'hasAny') return `${column.sql} && ${texts}::text[]`;
  if (cmp === 'hasAll') return `${column.sql} @> ${texts}::text[]`;
  return `${column.sql} = any(${texts}::text[])`;
}

/** A relation is EXISTS or a count, never a join, so nobody is in a segment twice. */
function attended(rule: AttendedRule, scope: Scope, bind: Bind): string {
  const from = attendances(rule, scope, bind);
  if (!rule.count) return `exists (select ${from})`;
  return `(select count(*) ${from}) ${rule.count.cmp} ${bind(rule.count.n)}::int`;
}

function attendances({ labels, events, within }: AttendedRule, scope: Scope, bind: Bind): string {
  const [from, to] =
    within?.days === undefined ? [within?.from, within?.to] : [daysBefore(scope.today, within.days - 1), scope.today];
  return [
    `from contact_activities a where a.organization_id = c.organization_id and a.contact_id = c.id and a.kind = 'attended'`,
    labels && `a.label_key = any(${bind(labels.map(fold))}::text[])`,
    events && `a.event_id = any(${bind(events.map((id) => fromPublicId('evt', id)))}::uuid[])`,
    from && `a.occurred_on >= ${bind(from)}::date`,
    to && `a.occurred_on <= ${bind(to)}::date`,
  ]
    .filter(Boolean)
    .join(' and ');
}

/** The day some days before another, both `2026-03-14`. */
function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
}
