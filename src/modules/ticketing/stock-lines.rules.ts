/** So many places of one product, under a code or not: what a hold counts, what an order took. */
export interface StockLine {
  ticketTypeId: string;
  variationId: string | null;
  codeId: string | null;
  count: number;
  /** What the code takes off these lines in all, in minor units. */
  givenAway: number;
}

/** One ticket as far as the stock is concerned. */
export interface StockItem {
  ticketTypeId: string;
  variationId: string | null;
  codeId: string | null;
  givenAway: number;
}

/** A type, or one of its variations, as a key. */
export const productKey = ({
  ticketTypeId,
  variationId,
}: {
  ticketTypeId: string;
  variationId: string | null;
}): string => (variationId === null ? ticketTypeId : `${ticketTypeId}/${variationId}`);

/** Tickets counted by product and code, in the order in which they first come. */
export function linesOf(items: readonly StockItem[]): StockLine[] {
  const lines = new Map<string, StockLine>();
  for (const { ticketTypeId, variationId, codeId, givenAway } of items) {
    const key = `${productKey({ ticketTypeId, variationId })}|${codeId ?? ''}`;
    const line = lines.get(key) ?? { ticketTypeId, variationId, codeId, count: 0, givenAway: 0 };
    lines.set(key, { ...line, count: line.count + 1, givenAway: line.givenAway + givenAway });
  }
  return [...lines.values()];
}
