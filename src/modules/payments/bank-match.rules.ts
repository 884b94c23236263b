/** A line of a statement, as matching sees it: minor units, less than nothing where money left. */
export interface LineToMatch {
  amount: number;
  currency: string;
}

/** A transfer that is waited for, or has come before. */
export interface Expected {
  paymentId: string;
  orderId: string;
  amount: number;
  currency: string;
  /** Whether it is waited for on the account of the line. */
  open: boolean;
}

/** `settle`: the money is that payment's. `receive`: it is the order's, beside its payments. Otherwise somebody has to look. */
export type Match =
  | { do: 'settle'; paymentId: string; orderId: string; asked: number }
  | { do: 'receive'; orderId: string; asked: number }
  | { do: 'list'; outcome: 'wrong-currency' | 'reversed'; orderId: string }
  | { do: 'list'; outcome: 'unknown'; orderId: null }
  | { do: 'skip'; outcome: 'outgoing' };

/** What a line is. References of several orders in one text say nothing. Money never counts in another currency. */
export function matchLine(line: LineToMatch, expected: readonly Expected[]): Match {
  if (line.amount < 0) return matchOutgoing(line, expected);
  const [first] = expected;
  if (!first || expected.some(({ orderId }) => orderId !== first.orderId)) {
    return { do: 'list', outcome: 'unknown', orderId: null };
  }
  const { orderId } = first;
  const same = expected.filter(({ currency }) => currency === line.currency);
  if (same.length === 0) return { do: 'list', outcome: 'wrong-currency', orderId };
  const waiting = same.filter(({ open }) => open);
  const chosen = waiting.find(({ amount }) => amount === line.amount) ?? waiting[0];
  const asked = (chosen ?? same[0] ?? first).amount;
  return chosen ? { do: 'settle', paymentId: chosen.paymentId, orderId, asked } : { do: 'receive', orderId, asked };
}

/** What leaves with the reference of one order may be its transfer that came back: somebody has to say. */
function matchOutgoing(line: LineToMatch, expected: readonly Expected[]): Match {
  const [first] = expected;
  const known = first && expected.every(({ orderId }) => orderId === first.orderId);
  return known && expected.some(({ currency }) => currency === line.currency)
    ? { do: 'list', outcome: 'reversed', orderId: first.orderId }
    : { do: 'skip', outcome: 'outgoing' };
}

/** What became of an order when its money was written down. */
type Settled = 'paid' | 'short' | 'over' | 'refunding' | 'again';

/** How the line is called in the end, and whether somebody has to look at it. */
export function outcomeOf(
  settled: Settled,
  amount: number,
  asked: number,
): { outcome: 'paid' | 'partial' | 'overpaid' | 'refunding'; state: 'done' | 'open' } {
  if (settled === 'short') return { outcome: 'partial', state: 'open' };
  if (settled === 'refunding') return { outcome: 'refunding', state: 'done' };
  const over = settled === 'over' || settled === 'again' || amount > asked;
  return over ? { outcome: 'overpaid', state: 'open' } : { outcome: 'paid', state: 'done' };
}
