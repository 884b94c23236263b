import { type FieldRule, type Leaf, type Rule, isAttended, isGroup } from './segment.rules.js';

/** What the fields of a rule say about one person. */
export interface ExplainedContact {
  tags: string[];
  interests: string[];
  city: string | null;
  locale: string | null;
  email: string;
  createdAt: Date;
}

/** One node of the rule with what it came to for the person. */
export interface Explanation {
  /** JSON Pointer to the node within the rule; empty for the root. */
  pointer: string;
  matched: boolean;
  /** The operator of a group. */
  op?: 'and' | 'or' | 'not';
  args?: Explanation[];
  /** The condition of a leaf, as it was written. */
  condition?: Leaf;
  /** What the person has where the condition looks: the field's value, or how many events they came to. */
  actual?: string[] | string | number | null;
}

/** What the database found for one leaf. */
export interface LeafVerdict {
  matched: boolean;
  counted: number | null;
}

/** The whole tree with a verdict on each node, from the verdicts on its leaves in reading order. */
export function explain(rule: Rule, contact: ExplainedContact, verdicts: readonly LeafVerdict[]): Explanation {
  const rest = verdicts.values();
  const visit = (node: Rule, pointer: string): Explanation => {
    if (isGroup(node)) {
      const args = node.args.map((arg, index) => visit(arg, `${pointer}/args/${index}`));
      return { pointer, matched: combine(node.op, args), op: node.op, args };
    }
    const verdict = rest.next().value ?? { matched: false, counted: null };
    const actual = isAttended(node) ? verdict.counted : fieldOf(contact, node);
    return { pointer, matched: verdict.matched, condition: node, actual };
  };
  return visit(rule, '');
}

function combine(op: 'and' | 'or' | 'not', args: readonly Explanation[]): boolean {
  if (op === 'not') return !args[0]?.matched;
  return op === 'and' ? args.every((arg) => arg.matched) : args.some((arg) => arg.matched);
}

function fieldOf(contact: ExplainedContact, { field }: FieldRule): string[] | string | null {
  return field === 'createdAt' ? contact.createdAt.toISOString() : contact[field];
}
