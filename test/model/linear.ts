import { type Answer, type Passing, type Reason, type Sale, type Wish, answer } from './sale-model.js';

/** What the application answered. */
export type Got = { total: number | null } | { reason: Reason };

export interface Asked {
  wish: Wish | Passing;
  got: Got;
}

/**
 * The sales that may be, after wishes that were asked at the same time: those in which some order of them, one after the
 * other, gives each the answer it got (Herlihy and Wing, "Linearizability", 1990). None: no order explains the answers.
 */
export function explain(before: readonly Sale[], asked: readonly Asked[]): Sale[] {
  const after = new Map<string, Sale>();
  for (const order of permutations(asked))
    for (const start of before) {
      const sale = structuredClone(start);
      if (order.every(({ wish, got }) => agrees(answer(sale, wish), got))) after.set(JSON.stringify(tidy(sale)), sale);
    }
  return [...after.values()];
}

/** What is told to be as it is: a price to the minor unit, and a reason that holds. */
function agrees(expected: Answer, got: Got): boolean {
  if ('reason' in got) return 'reasons' in expected && expected.reasons.includes(got.reason);
  return 'total' in expected && expected.total === got.total;
}

/** Two sales are the same whatever the order in which their holds and orders were made; who waits, waits in an order. */
const tidy = ({ holds, orders, ...rest }: Sale): object => ({
  ...rest,
  holds: holds.toSorted(byName),
  orders: orders.toSorted(byName),
});
const byName = (one: { name: string }, other: { name: string }): number => one.name.localeCompare(other.name);

function permutations<T>(all: readonly T[]): T[][] {
  if (all.length <= 1) return [[...all]];
  return all.flatMap((first, index) =>
    permutations(all.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  );
}
