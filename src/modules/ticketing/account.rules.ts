import { toPublicId } from '../../kernel/id.js';
import type { Problem } from '../../kernel/problem.js';
import type { AdmissionRequest, Stock } from './admission.js';
import type { CartItem, Code, PricedCart, PricedLine } from './catalogue.js';
import type { CodeInHand } from './code-use.rules.js';
import { placesLeft } from './sale.rules.js';
import type { Shortage } from './shortage.rules.js';
import { productKey } from './stock-lines.rules.js';
import { codeUsedByYou, codeUsedUp } from './codes.problems.js';
import { soldOut, tooManyForPerson } from './ticketing.problems.js';

/** The running account of one batch: what earlier requests in it have left over. */
export interface Account {
  left: Map<string, number>;
  registered: Set<string>;
  codes: Map<string, Code>;
  allotments: Map<string, number>;
  had: Map<string, number>;
  openHolds: Map<string, number>;
  usedPlaces: Set<string>;
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
  usedPlaces: new Set(stock.usedPlaces),
});

/**
 * The address by which limits count for a request. Nobody learns what somebody has, and nobody uses up what somebody may have,
 * by naming an address that is not shown to be theirs; whoever orders is written to at it.
 */
export const personOf = ({ email, proven, purpose }: AdmissionRequest): string | null =>
  purpose === 'order' || proven ? email : null;

/** How much the person has of a type or code, besides so much in the hold that they come with. */
function hadBesides(account: Account, request: AdmissionRequest, thing: string, inHold: number): number {
  const person = personOf(request);
  if (person === null) return 0;
  const had = account.had.get(hadKey(person, thing)) ?? 0;
  return request.promised?.email === person ? had - inHold : had;
}

/** The code that somebody typed, as it stands now in the batch. */
export function codeInHand(account: Account, request: AdmissionRequest): CodeInHand | null {
  const spelled = request.code?.trim().toUpperCase();
  if (!spelled) return null;
  const code = account.codes.get(spelled) ?? null;
  const limit = code?.maxPerPerson ?? null;
  if (code === null || limit === null) return { code, leftForPerson: Infinity };
  return { code, leftForPerson: limit - hadBesides(account, request, code.id, 0) };
}

export function* whyTooManyForPerson(
  { catalogue }: Stock,
  account: Account,
  { lines }: PricedCart,
  request: AdmissionRequest,
): Generator<Problem> {
  if (request.channel === 'internal') return;
  for (const [id, wanted] of Map.groupBy(lines, ({ item }) => item.ticketTypeId)) {
    const atMost = catalogue.types.get(id)?.maxPerPerson ?? null;
    const had = hadBesides(account, request, id, wanted.length);
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

/** What was promised to somebody unknown may be too much for the person that they turn out to be. */
export function* whyCodeOverused(
  { codeLimits }: Stock,
  account: Account,
  { lines }: PricedCart,
  request: AdmissionRequest,
): Generator<Problem> {
  if (!request.promised) return;
  for (const [id, used] of Map.groupBy(lines, ({ codeId }) => codeId)) {
    const atMost = id === null ? undefined : codeLimits.get(id);
    if (id === null || atMost === undefined) continue;
    if (hadBesides(account, request, id, used.length) + used.length > atMost)
      yield codeUsedByYou({ pointer: '/email', atMost, nextStep: 'choose-again' });
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
export function quotasOf(
  { catalogue }: Pick<Stock, 'catalogue'>,
  { ticketTypeId, variationId }: Pick<CartItem, 'ticketTypeId' | 'variationId'>,
): ReadonlySet<string> {
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
  const [short] = shortIn(account, quotas);
  if (!short) return;
  const [quotaId, wanted] = short;
  const left = Math.max(0, account.left.get(quotaId) ?? 0);
  yield soldOut({ wanted, left, ...(left > 0 && { nextStep: 'choose-fewer' }) });
}

/** Of which quotas, and of which code, the request wants more than there is. */
export function shortageOf(
  stock: Stock,
  account: Account,
  cart: PricedCart | null,
  request: AdmissionRequest,
): Shortage {
  const quotas = cart ? demandOf(stock, account, cart, request).quotas : new Map<string, number>();
  return {
    quotaIds: shortIn(account, quotas).map(([id]) => id),
    codeId: codeInHand(account, request)?.code?.id ?? null,
  };
}

const shortIn = ({ left }: Account, demand: ReadonlyMap<string, number>): [string, number][] =>
  [...demand].filter(([quotaId, wanted]) => wanted > (left.get(quotaId) ?? 0));

/** Books what an admitted request takes. Of what a hold promised the places are taken already, but whose they are is new. */
export function take(stock: Stock, account: Account, cart: PricedCart, request: AdmissionRequest): void {
  const { promised, purpose, visitor, roomPlaceId } = request;
  if (!promised) takePlaces(stock, account, cart, request);
  if (promised) remember(account, cart, promised.email, -1);
  remember(account, cart, personOf(request), 1);
  if (roomPlaceId) account.usedPlaces.add(roomPlaceId);
  else if (purpose === 'hold' && visitor !== null) add(account.openHolds, visitor, 1);
}

/** The demand is reckoned before the code is used. */
function takePlaces(stock: Stock, account: Account, cart: PricedCart, request: AdmissionRequest): void {
  const { quotas, allotted } = demandOf(stock, account, cart, request);
  for (const [quotaId, wanted] of quotas) add(account.left, quotaId, -wanted);
  for (const [key, wanted] of allotted) add(account.allotments, key, -wanted);
  useCode(account, cart, request);
}

function remember(account: Account, { lines }: PricedCart, email: string | null, sign: 1 | -1): void {
  if (email === null) return;
  for (const { item, codeId } of lines) {
    add(account.had, hadKey(email, item.ticketTypeId), sign);
    if (codeId !== null) add(account.had, hadKey(email, codeId), sign);
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
