import { allotmentKey, quotasOf } from './account.rules.js';
import type { QuotaOnSale, Stock } from './admission.js';
import type { EndedLine } from './holds.queries.js';
import { takenOf } from './sale.rules.js';
import { productKey } from './stock-lines.rules.js';
import type { AllotmentLine } from './stock.queries.js';

/** The stock as settling would leave it: what holds that are over count has gone back to where it came from. */
export function withoutOverdue(
  stock: Stock,
  overdue: readonly EndedLine[],
  allotments: readonly AllotmentLine[],
): Stock {
  const over = new Set(overdue.map(({ holdId }) => holdId));
  const quotas = new Map(stock.quotas);
  const kept = new Map([...stock.allotments].filter(([key]) => !over.has(key.split(' ')[0] ?? '')));
  for (const line of overdue) {
    const from = allotments.find(
      (allotment) =>
        !over.has(allotment.holdId) && allotment.codeId === line.codeId && productKey(allotment) === productKey(line),
    );
    if (from) kept.set(allotmentKey(from.holdId, line), (kept.get(allotmentKey(from.holdId, line)) ?? 0) + line.count);
    for (const id of quotasOf(stock, line)) {
      const quota = quotas.get(id);
      if (quota) quotas.set(id, givenBack(quota, line, from !== undefined));
    }
  }
  return { ...stock, quotas, allotments: kept, codes: codesWithout(stock, overdue) };
}

function givenBack(quota: QuotaOnSale, { kind, count }: EndedLine, isAllotted: boolean): QuotaOnSale {
  if (kind === 'organizer') return { ...quota, blocked: quota.blocked - count };
  return { ...quota, held: quota.held - count, blocked: quota.blocked + (isAllotted ? count : 0) };
}

function codesWithout({ codes }: Stock, overdue: readonly EndedLine[]): Stock['codes'] {
  const byCode = Map.groupBy(overdue, ({ codeId }) => codeId);
  return new Map(
    [...codes].map(([spelled, code]) => {
      const lines = byCode.get(code.id) ?? [];
      const used = lines.reduce((sum, { count }) => sum - count, code.used);
      const givenAway = lines.reduce((sum, line) => sum - line.givenAway, code.givenAway);
      return [spelled, { ...code, used, givenAway }];
    }),
  );
}

/** How many more places are free than before, by quota; a closed one gives out nothing. */
export const freedSince = (before: Stock, { quotas }: Stock): Map<string, number> =>
  new Map(
    [...quotas.values()].flatMap((quota) => {
      const was = before.quotas.get(quota.id);
      return was && !quota.closed ? [[quota.id, takenOf(was) - takenOf(quota)]] : [];
    }),
  );

/** The stock once those who come before the public have so many places more. */
export const withTaken = (stock: Stock, taken: ReadonlyMap<string, number>): Stock => ({
  ...stock,
  quotas: new Map([...stock.quotas].map(([id, quota]) => [id, { ...quota, held: quota.held + (taken.get(id) ?? 0) }])),
});
