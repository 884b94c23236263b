import { toPublicId } from '../../kernel/id.js';
import type { Problem } from '../../kernel/problem.js';
import type { AdmissionRequest, Stock } from './admission.js';
import type { CartItem, Code, PricedCart, PricedLine } from './catalogue.js';
import type { CodeInHand } from './code-use.rules.js';
import { placesLeft } from './sale.rules.js';
import { productKey } from './stock-lines.rules.js';
import { codeUsedUp } from './codes.problems.js';
import { soldOut, tooManyForPerson } from './ticketing.problems.js';

/** The running account of one batch: what earlier requests in it have left over. */
export interface Account {
  left: Map<string, number>;
  registered: Set<string>;
  codes: Map<string, Code>;
  allotments: Map<string, number>;
  had: Map<string, number>;
  openHolds: Map<string, number>;
}

/** How much a person has of a type, or has used of a code. */
export const hadKey = (email: string, thing: string): string => `${email} ${thing}`;

/** What an organiser's hold has left of a product. */
export const allotmentKey = (holdId: string, item: Pick<CartItem, 'ticketTypeId' | 'variationId'>): string =>
  `${holdId} ${productKey(item)}`;

export const accountOf = (stock: Stock): Account => ({
  left: new Map(
    [...stock.quotas.values()].map((quota) => [
      quota.id,
      quota.closed ? Math.min(0, placesLeft(quota)) : placesLeft(quota),
    ]),
  ),
  registered: new Set(stock.registered),
  codes: new Map(stock.codes),
  allotments: new Map(stock.allotments),
  had: new Map(stock.had),
  openHolds: new Map(stock.openHolds),
});

/** The code that somebody typed, as it stands now in the batch. */
export function codeInHand(account: Account, { code: typed, email }: AdmissionRequest): CodeInHand | null {
  const spelled = typed?.trim().toUpperCase();
  if (!spelled) return null;
  const code = account.codes.get(spelled) ?? null;
  const limit = code?.maxPerPerson ?? null;
  if (code === null || limit === null) return { code, leftForPerson: Infinity };
  const used = email === null ? 0 : (account.had.get(hadKey(email, code.id)) ?? 0);
  return { code, leftForPerson: limit - used };
}

export function* whyTooManyForPerson(
  { catalogue }: Stock,
  account: Account,
  { lines }: PricedCart,
  { email, channel }: AdmissionRequest,
): Generator<Problem> {
  if (channel === 'internal') return;
  for (const [id, wanted] of Map.groupBy(lines, ({ item }) => item.ticketTypeId)) {
    const atMost = catalogue.types.get(id)?.maxPerPerson ?? null;
    const had = email === null ? 0 : (account.had.get(hadKey(email, id)) ?? 0);
    if (atMost !== null && had + wanted.length > atMost)
      yield tooManyForPerson({
        ticketTypeId: toPublicId('tty', id),
        wanted: wanted.length,
        had,
        atMost,
        nextStep: 'choose-fewer',
      });
  }
}

/** What of a cart comes out of free stock by quota, and what out of an organiser's hold. */
function demandOf(stock: Stock, account: Account, { lines }: PricedCart, request: AdmissionRequest) {
  const holdId = lines.some(({ codeId }) => codeId !== null)
    ? (codeInHand(account, request)?.code?.holdId ?? null)
    : null;
  const isAllotted = ({ codeId }: PricedLine): boolean => codeId !== null && holdId !== null;
  const quotas = new Map<string, number>();
  for (const { item } of lines.filter((line) => !isAllotted(line)))
    for (const quotaId of quotasOf(stock, item)) quotas.set(quotaId, (quotas.get(quotaId) ?? 0) + 1);
  const allotted = new Map<string, number>();
  for (const line of lines.filter(isAllotted)) {
    const key = allotmentKey(holdId ?? '', line.item);
    allotted.set(key, (allotted.get(key) ?? 0) + 1);
  }
  return { quotas, allotted };
}

/** A ticket takes one place from every quota of its type and of its variation, so types that share a quota add up. */
function quotasOf({ catalogue }: Stock, { ticketTypeId, variationId }: CartItem): ReadonlySet<string> {
  const type = catalogue.types.get(ticketTypeId);
  const variation = type?.variations.find(({ id }) => id === variationId);
  return new Set([...(type?.quotaIds ?? []), ...(variation?.quotaIds ?? [])]);
}

export function* whyNoPlaces(
  stock: Stock,
  account: Account,
  cart: PricedCart,
  request: AdmissionRequest,
): Generator<Problem> {
  const { quotas, allotted } = demandOf(stock, account, cart, request);
  for (const [key, wanted] of allotted) {
    if (wanted > (account.allotments.get(key) ?? 0))
      yield codeUsedUp({ pointer: '/code', wanted, left: account.allotments.get(key) ?? 0, nextStep: 'other-code' });
  }
  const short = [...quotas].find(([quotaId, wanted]) => wanted > (account.left.get(quotaId) ?? 0));
  if (!short) return;
  const [quotaId, wanted] = short;
  const left = Math.max(0, account.left.get(quotaId) ?? 0);
  yield soldOut({ wanted, left, ...nextStepFor(stock, left, quotaId) });
}

function nextStepFor({ mayReturnAt, quotas }: Stock, left: number, quotaId: string) {
  if (left > 0) return { nextStep: 'choose-fewer' };
  return mayReturnAt && (quotas.get(quotaId)?.held ?? 0) > 0
    ? { nextStep: 'come-back-when-holds-expire', mayReturnAt }
    : { nextStep: 'join-waiting-list' };
}

/** Books what an admitted request takes. The demand is reckoned before the code is used. */
export function take(stock: Stock, account: Account, cart: PricedCart, request: AdmissionRequest): void {
  const { quotas, allotted } = demandOf(stock, account, cart, request);
  for (const [quotaId, wanted] of quotas) add(account.left, quotaId, -wanted);
  for (const [key, wanted] of allotted) add(account.allotments, key, -wanted);
  if (request.email !== null) remember(account, cart, request.email);
  useCode(account, cart, request);
  if (request.purpose === 'hold' && request.visitor !== null) add(account.openHolds, request.visitor, 1);
}

function remember(account: Account, { lines }: PricedCart, email: string): void {
  for (const { item, codeId } of lines) {
    add(account.had, hadKey(email, item.ticketTypeId), 1);
    if (codeId !== null) add(account.had, hadKey(email, codeId), 1);
  }
}

function useCode(account: Account, { lines }: PricedCart, request: AdmissionRequest): void {
  const code = codeInHand(account, request)?.code;
  if (!code) return;
  const used = lines.filter(({ codeId }) => codeId === code.id);
  account.codes.set(code.code, {
    ...code,
    used: code.used + used.length,
    givenAway: used.reduce((sum, { givenAway }) => sum + givenAway, code.givenAway),
  });
}

const add = (counts: Map<string, number>, key: string, count: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + count);
};
