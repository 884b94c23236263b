import { Problem } from '../../kernel/problem.js';
import type { AdmissionRequest, Promised, Stock } from './admission.js';
import { type WantedItem, expand, whyNotSold } from './cart.rules.js';
import type { CartItem, Catalogue, PricedCart } from './catalogue.js';
import { type CodeInHand, forPerson, opensFor, whyCodeIdle, whyNoCode } from './code-use.rules.js';
import {
  type Account,
  accountOf,
  codeInHand,
  personOf,
  shortageOf,
  take,
  whyCodeOverused,
  whyNoPlaces,
  whyTooManyForPerson,
} from './account.rules.js';
import { type Form, formOf, whyUnnamed } from './form.rules.js';
import { price, whyUnpriced } from './pricing.rules.js';
import { type Shortage, isShortage } from './shortage.rules.js';
import { type Answers, settleForm } from './questions.rules.js';
import type { EventOnSale } from './sale.rules.js';
import {
  alreadyRegistered,
  answersInvalid,
  emailUnproven,
  eventCancelled,
  notOffered,
  registrationNotOpen,
  registrationOver,
  tooManyHolds,
} from './ticketing.problems.js';

/** What an admitted request gets. */
export interface Admission {
  cart: PricedCart;
  answers: Answers;
  /** For each line of the cart, the ticket of the request that tells who it is for; null where nobody is named. */
  tellers: readonly (number | null)[];
  /** For each line of the cart. */
  ticketAnswers: readonly Answers[];
  /** Whether an organiser must approve. */
  needsApproval: boolean;
}

/** "No" is a normal answer to somebody in a rush, so it is a value. */
export type AdmissionOutcome<R extends AdmissionRequest> =
  | ({ request: R; admitted: true } & Admission)
  | { request: R; admitted: false; problem: Problem; shortage: Shortage | null };

/**
 * Decides the requests of one batch in the order in which they came. Pure, so that the whole rule of who gets a place
 * can be compared with a naive reference; one request alone is a batch of one.
 */
export function admit<R extends AdmissionRequest>(
  stock: Stock,
  requests: readonly R[],
  now: Date,
): AdmissionOutcome<R>[] {
  const account = accountOf(stock);
  return requests.map((request) => {
    const wish = wishOf(stock, account, request, now);
    const shortageFor = (problem: Problem) =>
      isShortage(problem) ? shortageOf(stock, account, wish.cart, request) : null;
    const { value: problem } = reasons(stock, account, wish, now).next();
    if (problem) return { request, admitted: false, problem, shortage: shortageFor(problem) };
    if (!wish.cart) throw new Error('A cart that nothing speaks against has a price');
    take(stock, account, wish.cart, request);
    if (request.purpose === 'order' && request.email !== null) account.registered.add(request.email);
    return { request, admitted: true, ...admissionOf(stock, wish, wish.cart) };
  });
}

/** What a request would get and everything that speaks against it: the same rules, nothing taken. */
export function judge(
  stock: Stock,
  request: AdmissionRequest,
  now: Date,
): { cart: PricedCart | null; problems: Problem[]; shortage: Shortage } {
  const account = accountOf(stock);
  const wish = wishOf(stock, account, request, now);
  const shortage = shortageOf(stock, account, wish.cart, request);
  return { cart: wish.cart, problems: [...reasons(stock, account, wish, now)], shortage };
}

/** A request as it is judged: its items, the code in hand, and the price where it has one. */
interface JudgedWish {
  request: AdmissionRequest;
  items: readonly WantedItem[];
  code: CodeInHand | null;
  cart: PricedCart | null;
  unpriced: readonly Problem[];
  form: Form;
}

function wishOf(stock: Stock, account: Account, request: AdmissionRequest, now: Date): JudgedWish {
  const { catalogue } = stock;
  const items = request.promised ? promisedItems(request.promised) : expand(catalogue, request.tickets);
  const code = request.promised ? null : codeInHand(account, request);
  const form = formOf(catalogue, request, items);
  if (request.promised) return { request, items, code, cart: request.promised.cart, unpriced: [], form };
  const asked = { currency: request.currency, code: code && forPerson(code), items };
  const unpriced = whyUnpriced(catalogue, asked).map((problem) => pointedAt(problem, items));
  const cart = unpriced.length > 0 ? null : price(catalogue, asked, now);
  return { request, items, code, cart: cart && request.gift ? asGift(cart, code) : cart, unpriced, form };
}

const promisedItems = ({ cart }: Promised): WantedItem[] =>
  cart.lines.map(({ item }, index) => ({ ...item, pointer: `/attendees/${index}`, ticket: index }));

/** Pricing counts items; the person named tickets and their add-ons. */
function pointedAt(problem: Problem, items: readonly WantedItem[]): Problem {
  const [, index, rest] = /^\/tickets\/(\d+)(.*)$/.exec(problem.details.pointer ?? '') ?? [];
  const item = index === undefined ? undefined : items[Number(index)];
  const pointer = item ? `${item.pointer}${rest ?? ''}` : problem.details.pointer;
  return new Problem(problem.refusal, { ...problem.details, ...(pointer && { pointer }), nextStep: 'choose-other' });
}

/** Nothing is paid for what is given away. The code is used only to say out of which hold the places come. */
const asGift = (cart: PricedCart, code: CodeInHand | null): PricedCart => ({
  ...cart,
  lines: cart.lines.map((line) => ({
    ...line,
    price: 0,
    steps:
      line.price === 0 ? line.steps : [...line.steps, { kind: 'discount' as const, label: gift, amount: -line.price }],
    tax: null,
    codeId: code?.code?.holdId ? line.codeId : null,
    givenAway: 0,
  })),
  fees: [],
  taxes: [],
  total: 0,
});
const gift = { en: 'Complimentary', ru: 'В подарок' };

/** Everything that speaks against a request, in the order in which a person would want to hear it. */
function* reasons(stock: Stock, account: Account, wish: JudgedWish, now: Date): Generator<Problem, undefined> {
  const { request, items } = wish;
  const shut = whyEventIsShut(stock.event, now);
  if (shut) return void (yield shut);
  let sellable = true;
  for (const problem of request.promised ? [] : whyNotForSale(stock, wish, now)) {
    sellable = false;
    yield problem;
  }
  const { cart } = wish;
  if (!cart || !sellable) return;
  yield* whyNotThisPerson(stock, account, wish, cart);
  if (!request.promised) yield* whyNoPlaces(stock, account, cart, request);
  if (request.purpose !== 'order') return;
  yield* whyUnnamed(stock.catalogue, items, wish.form, request.tickets);
  yield* whyUnanswered(stock, wish);
}

/** Why nobody gets anything at an event any more, or yet. */
export function whyEventIsShut({ status, endsAt }: EventOnSale, now: Date): Problem | null {
  if (status === 'draft') return registrationNotOpen();
  if (status === 'cancelled') return eventCancelled();
  return status === 'closed' || now >= endsAt ? registrationOver() : null;
}

function* whyNotForSale(stock: Stock, { request, items, code, cart, unpriced }: JudgedWish, now: Date) {
  const { catalogue, event } = stock;
  const opens = (item: CartItem): boolean => request.invited || opensFor(code?.code ?? null, item);
  yield* whyNotSold(catalogue, items, { event, channel: request.channel, now, opens });
  if (!cart) {
    yield* unpriced;
    return;
  }
  const used = code && (!request.gift || code.code?.holdId !== null);
  if (!used) return;
  const wrong = whyNoCode(code, now) ?? (code.code && whyCodeIdle(code.code, cart));
  if (wrong) yield wrong;
  else if (request.channel !== 'internal') yield* whyStillHidden(stock, items, cart, request);
}

/** A code that opens hidden types does so for as many tickets as it may still be used for. */
function* whyStillHidden(
  { catalogue }: Stock,
  items: readonly WantedItem[],
  { lines }: PricedCart,
  { invited }: AdmissionRequest,
): Generator<Problem> {
  for (const [index, item] of items.entries()) {
    const hidden = catalogue.types.get(item.ticketTypeId)?.hidden && !item.included;
    if (hidden && !invited && lines[index]?.codeId === null)
      yield notOffered({ pointer: `${item.pointer}/ticketTypeId`, nextStep: 'choose-fewer' });
  }
}

function* whyNotThisPerson(stock: Stock, account: Account, { request, code }: JudgedWish, cart: PricedCart) {
  const { settings } = stock.catalogue;
  const person = personOf(request);
  if (person !== null && settings.oneOrderPerPerson && account.registered.has(person)) yield alreadyRegistered();
  yield* whyTooManyForPerson(stock, account, cart, request);
  yield* whyCodeOverused(stock, account, cart, request);
  if (settings.verifyEmail && !request.proven && request.channel === 'public' && countsPersons(stock, cart, code))
    yield emailUnproven({ pointer: '/emailToken', nextStep: 'prove-email' });
  yield* whyTooManyHolds(stock, account, request);
}

/** Behind a waiting room a turn is one cart, or one order; elsewhere carts are counted by visitor. */
function* whyTooManyHolds({ catalogue }: Stock, account: Account, request: AdmissionRequest): Generator<Problem> {
  const { purpose, promised, visitor, roomPlaceId } = request;
  if (promised) return;
  const nextStep = 'finish-or-release';
  if (roomPlaceId) {
    if (account.usedPlaces.has(roomPlaceId)) yield tooManyHolds({ atMost: 1, nextStep });
    return;
  }
  const atMost = catalogue.settings.openHolds;
  if (purpose !== 'order' && visitor !== null && (account.openHolds.get(visitor) ?? 0) >= atMost)
    yield tooManyHolds({ atMost, nextStep });
}

/** Whether a limit per person decides about the cart. */
const countsPersons = ({ catalogue, codeLimits }: Stock, { lines }: PricedCart, code: CodeInHand | null): boolean =>
  catalogue.settings.oneOrderPerPerson ||
  (code !== null && Number.isFinite(code.leftForPerson)) ||
  lines.some(
    ({ item, codeId }) =>
      catalogue.types.get(item.ticketTypeId)?.maxPerPerson !== null || (codeId !== null && codeLimits.has(codeId)),
  );

function* whyUnanswered(stock: Stock, { form, request }: JudgedWish): Generator<Problem> {
  const { faults } = settleForm(stock.questions, form.form);
  const errors = faults.map((fault) => ({ ...fault, pointer: form.pointer(fault.pointer) }));
  const [first] = request.channel === 'public' ? errors : [];
  if (first) yield answersInvalid({ detail: first.detail, pointer: first.pointer, errors });
}

function admissionOf(stock: Stock, { form }: JudgedWish, cart: PricedCart): Admission {
  const { answers, ticketAnswers } = settleForm(stock.questions, form.form);
  return { cart, answers, ...form.spread(ticketAnswers), needsApproval: asksFirst(stock.catalogue, cart) };
}

const asksFirst = ({ types }: Catalogue, { lines }: PricedCart): boolean =>
  lines.some(({ item }) => types.get(item.ticketTypeId)?.approval);
