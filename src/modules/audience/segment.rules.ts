import { fromPublicId } from '../../kernel/id.js';
import { locales } from '../../kernel/text.js';
import { ruleInvalid } from './audience.problems.js';
import { isAddress, isDay, isReadable, longest, toAddress } from './contact-text.rules.js';

/** Who belongs to a segment: conditions on a contact, joined by and, or, not. Kept and shown as it was written. */
export type Rule = GroupRule | Leaf;
export type Leaf = FieldRule | AttendedRule;

export interface GroupRule {
  op: 'and' | 'or' | 'not';
  /** One for `not`, one or more for the others: an empty group would mean everybody or nobody by accident. */
  args: Rule[];
}

export interface FieldRule {
  field: Field;
  cmp: 'hasAny' | 'hasAll' | 'in' | 'since' | 'before' | 'present';
  /** A list of texts; an instant for `since` and `before`; none for `present`. */
  value?: string[] | string;
}

/** How many past events a person came to, out of those that the conditions name. */
export interface AttendedRule {
  rel: 'attended';
  labels?: string[];
  events?: string[];
  within?: { from?: string; to?: string; days?: number };
  /** At least one where it is left out. */
  count?: { cmp: '>=' | '<=' | '='; n: number };
}

export type Field = keyof typeof comparators;

/** What may be asked of each field. Consent is none of them: who may be written to is never a matter of targeting. */
export const comparators = {
  tags: ['hasAny', 'hasAll', 'present'],
  interests: ['hasAny', 'hasAll', 'present'],
  city: ['in', 'present'],
  locale: ['in', 'present'],
  email: ['in', 'present'],
  createdAt: ['since', 'before'],
} as const satisfies Record<string, readonly FieldRule['cmp'][]>;

/** Depth counts nodes from the root to a leaf; leaves are conditions; a list is the value of one condition. */
export const limits = { depth: 8, leaves: 100, list: 1000, text: 200, faults: 20 } as const;

/** One node that is not as the documentation says. */
export interface RuleFault {
  pointer: string;
  rule: string;
  detail: string;
}

export const isGroup = (rule: Rule): rule is GroupRule => 'op' in rule;
export const isAttended = (leaf: Leaf): leaf is AttendedRule => 'rel' in leaf;

/** The events that a rule names, each with a pointer to where. */
export function eventsNamed(rule: Rule, pointer: string): { pointer: string; eventId: string }[] {
  if (isGroup(rule)) return rule.args.flatMap((arg, index) => eventsNamed(arg, `${pointer}/args/${index}`));
  if (!isAttended(rule)) return [];
  return (rule.events ?? []).map((id, index) => ({
    pointer: `${pointer}/events/${index}`,
    eventId: fromPublicId('evt', id) ?? '',
  }));
}

interface Visit {
  value: unknown;
  pointer: string;
  depth: number;
}

/**
 * The value as a rule, or `audience/rule-invalid` with a pointer to each fault (at most 20). Walks with a list of its own
 * instead of recursion, so no depth of nesting can exhaust the stack.
 */
export function readRule(value: unknown, pointer: string): Rule {
  const faults: RuleFault[] = [];
  const waiting: Visit[] = [{ value, pointer, depth: 1 }];
  let leaves = 0;
  for (let visit = waiting.pop(); visit && faults.length < limits.faults; visit = waiting.pop()) {
    const report = faultsOf(faults, visit.pointer);
    if (visit.depth > limits.depth) {
      report('', 'depth', `A rule is at most ${limits.depth} nodes deep`);
    } else if (!isRecord(visit.value)) {
      report(
        '',
        'isObject',
        'Must be a group (op, args), a condition on a field (field, cmp, value) or on attendance (rel)',
      );
    } else if ('op' in visit.value) {
      waiting.push(...groupArgs(visit.value, visit, report));
    } else {
      leaves += 1;
      if (leaves === limits.leaves + 1) report('', 'leaves', `A rule has at most ${limits.leaves} conditions`);
      checkLeaf(visit.value, report);
    }
  }
  if (faults.length > 0) throw ruleInvalid({ detail: faults[0]?.detail, pointer: faults[0]?.pointer, errors: faults });
  return value as Rule;
}

type Report = (below: string, rule: string, detail: string) => void;

const faultsOf =
  (faults: RuleFault[], pointer: string): Report =>
  (below, rule, detail) => {
    if (faults.length < limits.faults) faults.push({ pointer: pointer + below, rule, detail });
  };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function groupArgs(group: Record<string, unknown>, at: Visit, report: Report): Visit[] {
  onlyKeys(group, ['op', 'args'], report);
  if (!['and', 'or', 'not'].includes(group['op'] as string)) report('/op', 'isIn', 'op must be and, or, not');
  const args = group['args'];
  if (!Array.isArray(args) || args.length === 0) {
    report('/args', 'arrayNotEmpty', 'args must be a list with at least one rule');
    return [];
  }
  if (group['op'] === 'not' && args.length !== 1) report('/args', 'arrayMaxSize', 'not has exactly one rule in args');
  if (args.length > limits.leaves) {
    report('/args', 'leaves', `A rule has at most ${limits.leaves} conditions`);
    return [];
  }
  return args
    .map((value: unknown, index) => ({ value, pointer: `${at.pointer}/args/${index}`, depth: at.depth + 1 }))
    .toReversed();
}

function checkLeaf(leaf: Record<string, unknown>, report: Report): void {
  if ('field' in leaf) checkField(leaf, report);
  else if ('rel' in leaf) checkAttended(leaf, report);
  else report('', 'isRule', 'Must have op, field or rel');
}

function checkField(leaf: Record<string, unknown>, report: Report): void {
  onlyKeys(leaf, ['field', 'cmp', 'value'], report);
  const { field, cmp, value } = leaf;
  if (typeof field !== 'string' || !Object.hasOwn(comparators, field)) {
    report('/field', 'isIn', `field must be one of ${Object.keys(comparators).join(', ')}`);
    return;
  }
  const allowed: readonly string[] = comparators[field as Field];
  if (typeof cmp !== 'string' || !allowed.includes(cmp)) {
    report('/cmp', 'isIn', `cmp of ${field} must be one of ${allowed.join(', ')}`);
  } else if (cmp === 'present') {
    if (value !== undefined) report('/value', 'isEmpty', 'present takes no value');
  } else if (cmp === 'since' || cmp === 'before') {
    if (typeof value !== 'string' || !isInstant(value))
      report('/value', 'isInstant', 'value must be an instant, such as 2026-03-14T15:00:00Z');
  } else {
    checkTexts(value, '/value', elementOf[field as Field] ?? shortText, report);
  }
}

interface Element {
  ok: (text: string) => boolean;
  detail: string;
}

const shortText: Element = {
  ok: (text) => text.trim() !== '' && text.length <= limits.text && isReadable(text),
  detail: `must be a text of 1 to ${limits.text} characters`,
};
const elementOf: Partial<Record<Field, Element>> = {
  locale: {
    ok: (text) => (locales as readonly string[]).includes(text),
    detail: `must be one of ${locales.join(', ')}`,
  },
  email: {
    ok: (text) => isAddress(toAddress(text)),
    detail: `must be an e-mail address of at most ${longest.email} characters`,
  },
};
const eventId: Element = {
  ok: (text) => fromPublicId('evt', text) !== null,
  detail: 'must be an id that starts with evt_',
};

function checkTexts(value: unknown, below: string, element: Element, report: Report): void {
  if (!Array.isArray(value) || value.length === 0 || value.length > limits.list) {
    report(below, 'arraySize', `Must be a list of 1 to ${limits.list} texts`);
    return;
  }
  for (const [index, text] of (value as unknown[]).entries()) {
    if (typeof text !== 'string' || !element.ok(text))
      report(`${below}/${index}`, 'isText', `Each element ${element.detail}`);
  }
}

function checkAttended(leaf: Record<string, unknown>, report: Report): void {
  onlyKeys(leaf, ['rel', 'labels', 'events', 'within', 'count'], report);
  if (leaf['rel'] !== 'attended') report('/rel', 'isIn', 'rel must be attended');
  if (leaf['labels'] !== undefined) checkTexts(leaf['labels'], '/labels', shortText, report);
  if (leaf['events'] !== undefined) checkTexts(leaf['events'], '/events', eventId, report);
  if (leaf['within'] !== undefined) checkWithin(leaf['within'], report);
  if (leaf['count'] !== undefined) checkCount(leaf['count'], report);
}

function checkWithin(within: unknown, report: Report): void {
  if (!isRecord(within) || Object.keys(within).length === 0) {
    report('/within', 'isObject', 'within must have from, to, or days');
    return;
  }
  onlyKeys(within, ['from', 'to', 'days'], report, '/within');
  const { from, to, days } = within;
  checkDay('from', from, report);
  checkDay('to', to, report);
  if (typeof from === 'string' && typeof to === 'string' && from > to)
    report('/within/to', 'isOrdered', 'to must not be before from');
  if (days === undefined) return;
  if (!isWhole(days, 1, 36_500)) report('/within/days', 'isInt', 'days must be a whole number from 1 to 36500');
  if (from !== undefined || to !== undefined)
    report('/within/days', 'isAlone', 'days stands alone, without from and to');
}

function checkDay(name: string, day: unknown, report: Report): void {
  if (day === undefined || (typeof day === 'string' && isDay(day))) return;
  report(`/within/${name}`, 'isDay', `${name} must be a day, such as 2026-03-14`);
}

function checkCount(count: unknown, report: Report): void {
  if (!isRecord(count)) {
    report('/count', 'isObject', 'count must have cmp and n');
    return;
  }
  onlyKeys(count, ['cmp', 'n'], report, '/count');
  if (!['>=', '<=', '='].includes(count['cmp'] as string))
    report('/count/cmp', 'isIn', 'cmp of count must be one of >=, <=, =');
  if (!isWhole(count['n'], 0, 10_000)) report('/count/n', 'isInt', 'n must be a whole number from 0 to 10000');
}

function onlyKeys(record: Record<string, unknown>, allowed: readonly string[], report: Report, below = ''): void {
  for (const key of Object.keys(record)) {
    if (allowed.includes(key)) continue;
    const escaped = key.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
    report(
      `${below}/${escaped}`,
      'whitelistValidation',
      `There is no ${key.slice(0, 100)} here; known are ${allowed.join(', ')}`,
    );
  }
}

const isWhole = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

const instant = /^(?:19|20|21)\d{2}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})$/;
const isInstant = (text: string): boolean =>
  instant.test(text) && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text));
