/**
 * What selling tickets is, in the plainest words: one thing after the other, everything counted anew each time. It shares no
 * code with the application and is slow on purpose; whatever the application answers must be what this would have answered,
 * in some order of what was asked at the same time.
 */

/** Two products on two pools: a seat takes a place of the hall, a box a place of the hall and one of the balcony. */
export type Product = 'seat' | 'box';
export const prices: Readonly<Record<Product, number>> = { seat: 1000, box: 2500 };
export const mostSeatsPerOrder = 4;
export const mostBoxesPerPerson = 2;
/** With the code a seat costs half. */
const codedSeat = 500;

export interface Cart {
  seats: number;
  boxes: number;
  coded: boolean;
  email: string;
}

interface Hold {
  name: string;
  cart: Cart;
  /** How many of its seats are under the code. */
  codedSeats: number;
  state: 'active' | 'over' | 'ordered';
  extended: boolean;
  /** The entry of the waiting list that it is an offer to. */
  entry: string | null;
}

interface Ticket {
  product: Product;
  price: number;
  coded: boolean;
  live: boolean;
  /** Gone because its order was not paid in time: it comes back if the money does. */
  expired: boolean;
  /** The order whose money paid for it, where it was handed on by it; null: its own. */
  payer: string | null;
  /** Now a ticket of somebody else's order. */
  handedOn: boolean;
}

export interface Order {
  name: string;
  email: string;
  /** Retained: without a ticket, but its money pays for one that was handed on, or is kept for one given up. */
  state: 'pending' | 'paid' | 'expired' | 'cancelled' | 'retained';
  tickets: Ticket[];
  paid: number;
  /** What was given back at once: by an organiser, or because it came too late. */
  refunded: number;
  /** What is to be given back for tickets that were cancelled; a job does it, from what is more than owed by then. */
  due: number;
  /** What an organiser gave back with nothing cancelled, so that it is owed no more. */
  credited: number;
  /** Its money for tickets that those gave up to whom it had handed them on. */
  kept: number;
}

interface Entry {
  name: string;
  email: string;
  product: Product;
  party: number;
  /** Paused: declined, or let run out; nothing more is offered until the person resumes. */
  state: 'waiting' | 'offered' | 'paused' | 'fulfilled' | 'left';
  claimed: boolean;
}

export interface Sale {
  hall: number;
  balcony: number;
  codeUses: number;
  holds: Hold[];
  orders: Order[];
  entries: Entry[];
}

/** Something that somebody asks for. What is made by it is called by its name, so that it has one before there is an answer. */
export type Wish =
  | { does: 'hold'; name: string; cart: Cart }
  | { does: 'extend'; hold: string }
  | { does: 'release'; hold: string }
  | { does: 'order'; name: string; hold: string; email: string }
  | { does: 'buy'; name: string; cart: Cart }
  | { does: 'pay'; order: string; amount: number }
  | { does: 'cancel'; order: string }
  | { does: 'cancel-ticket'; order: string; ticket: number }
  | { does: 'refund'; order: string; amount: number }
  | { does: 'hand-on'; name: string; order: string; ticket: number; email: string }
  | { does: 'resize'; pool: 'hall' | 'balcony'; size: number }
  | { does: 'limit-code'; uses: number }
  | { does: 'join'; name: string; email: string; product: Product; party: number }
  | { does: 'claim'; entry: string }
  | { does: 'decline'; entry: string }
  | { does: 'resume'; entry: string }
  | { does: 'leave'; entry: string };

/** What happens by itself: a hold's time is over, an order's. */
export type Passing = { does: 'lapse'; hold: string } | { does: 'expire'; order: string };

/** Why not; several reasons may hold at once, and which of them is told is not the model's business. */
export type Reason =
  | 'no-places'
  | 'too-many-in-order'
  | 'too-many-for-person'
  | 'code-used-up'
  | 'code-useless'
  | 'hold-over'
  | 'extended-before'
  | 'not-payable'
  | 'wrong-state'
  | 'refund-exceeds'
  | 'taken'
  | 'still-available'
  | 'on-the-list'
  | 'no-offer';

/** Done, with what it costs where it costs something; or the reasons against it. */
export type Answer = { total: number | null } | { reasons: Reason[] };

const done = (total: number | null = null): Answer => ({ total });
const refused = (...reasons: (Reason | false)[]): Answer => ({ reasons: reasons.filter((reason) => reason !== false) });

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const activeHolds = (sale: Sale): Hold[] => sale.holds.filter(({ state }) => state === 'active');
const liveTickets = (sale: Sale): Ticket[] => sale.orders.flatMap(({ tickets }) => tickets.filter(({ live }) => live));

export const counted = (sale: Sale) => ({
  heldSeats: sum(activeHolds(sale).map(({ cart }) => cart.seats)),
  heldBoxes: sum(activeHolds(sale).map(({ cart }) => cart.boxes)),
  soldSeats: liveTickets(sale).filter(({ product }) => product === 'seat').length,
  soldBoxes: liveTickets(sale).filter(({ product }) => product === 'box').length,
  codeUsed:
    sum(activeHolds(sale).map(({ codedSeats }) => codedSeats)) + liveTickets(sale).filter(({ coded }) => coded).length,
});

function left(sale: Sale): { hall: number; balcony: number } {
  const { heldSeats, heldBoxes, soldSeats, soldBoxes } = counted(sale);
  return {
    hall: sale.hall - heldSeats - heldBoxes - soldSeats - soldBoxes,
    balcony: sale.balcony - heldBoxes - soldBoxes,
  };
}

const fits = (sale: Sale, { seats, boxes }: Pick<Cart, 'seats' | 'boxes'>): boolean =>
  seats + boxes <= left(sale).hall && boxes <= left(sale).balcony;

/** Of a cart nobody knows whose it is until it is ordered; an offer is somebody's. */
const boxesOf = (sale: Sale, email: string): number =>
  sum(activeHolds(sale).map(({ cart, entry }) => (entry !== null && cart.email === email ? cart.boxes : 0))) +
  sum(
    sale.orders.map((order) =>
      order.email === email ? order.tickets.filter(({ live, product }) => live && product === 'box').length : 0,
    ),
  );

const cartOf = (product: Product, party: number, email: string): Cart => ({
  seats: product === 'seat' ? party : 0,
  boxes: product === 'box' ? party : 0,
  coded: false,
  email,
});

/** Free places go to who waits, the first first; who wants more than there is lets others pass. */
function distribute(sale: Sale): void {
  for (const entry of sale.entries) {
    const cart = cartOf(entry.product, entry.party, entry.email);
    if (entry.state !== 'waiting' || !fits(sale, cart)) continue;
    entry.state = 'offered';
    entry.claimed = false;
    // Offers to one person come one after the other, so the last of this name is meant.
    sale.holds = sale.holds.filter(({ entry: to }) => to !== entry.name);
    sale.holds.push({
      name: `offer to ${entry.name}`,
      cart,
      codedSeats: 0,
      state: 'active',
      extended: false,
      entry: entry.name,
    });
  }
}

const codeLeft = (sale: Sale): number => sale.codeUses - counted(sale).codeUsed;

function whyNot(sale: Sale, cart: Cart, boxesBefore: number): Reason[] {
  const against = refused(
    !fits(sale, cart) && 'no-places',
    cart.seats > mostSeatsPerOrder && 'too-many-in-order',
    cart.boxes > 0 && boxesBefore + cart.boxes > mostBoxesPerPerson && 'too-many-for-person',
    cart.coded && codeLeft(sale) <= 0 && 'code-used-up',
    cart.coded && cart.seats === 0 && 'code-useless',
  );
  return 'reasons' in against ? against.reasons : [];
}

const codedSeatsOf = (sale: Sale, cart: Cart): number => (cart.coded ? Math.min(cart.seats, codeLeft(sale)) : 0);

const asBought = { expired: false, payer: null, handedOn: false };

const ticketsOf = ({ seats, boxes }: Cart, codedSeats: number): Ticket[] => [
  ...Array.from({ length: seats }, (_, index) => ({
    product: 'seat' as const,
    price: index < codedSeats ? codedSeat : prices.seat,
    coded: index < codedSeats,
    live: true,
    ...asBought,
  })),
  ...Array.from({ length: boxes }, () => ({
    product: 'box' as const,
    price: prices.box,
    coded: false,
    live: true,
    ...asBought,
  })),
];

const unpaid = { paid: 0, refunded: 0, due: 0, credited: 0, kept: 0 };

const totalOf = (tickets: readonly Ticket[]): number => sum(tickets.map(({ price, live }) => (live ? price : 0)));

function the<T extends { name: string }>(all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name);
  if (!found) throw new Error(`There is no ${name}`);
  return found;
}

/** Does what is asked, or says why not; the sale is changed in place. Free places never stay free while somebody waits. */
export function answer(sale: Sale, wish: Wish | Passing): Answer {
  distribute(sale);
  const given = decide(sale, wish);
  distribute(sale);
  return given;
}

function decide(sale: Sale, wish: Wish | Passing): Answer {
  switch (wish.does) {
    case 'hold':
      return holdCart(sale, wish.name, wish.cart);
    case 'buy':
      return buy(sale, wish.name, wish.cart);
    case 'order':
      return orderFrom(sale, wish);
    case 'extend':
      return extend(the(sale.holds, wish.hold));
    case 'release':
      return release(sale, the(sale.holds, wish.hold));
    case 'lapse':
      return lapse(sale, the(sale.holds, wish.hold));
    case 'pay':
      return pay(sale, the(sale.orders, wish.order), wish.amount);
    case 'refund':
      return refund(sale, the(sale.orders, wish.order), wish.amount);
    case 'expire':
      return expire(the(sale.orders, wish.order));
    case 'cancel':
      return cancel(sale, the(sale.orders, wish.order), null);
    case 'cancel-ticket':
      return cancel(sale, the(sale.orders, wish.order), wish.ticket);
    case 'hand-on':
      return handOn(sale, the(sale.orders, wish.order), wish);
    case 'resize':
      return resize(sale, wish.pool, wish.size);
    case 'limit-code':
      return limitCode(sale, wish.uses);
    case 'join':
      return join(sale, wish);
    case 'claim':
      return claim(the(sale.entries, wish.entry));
    case 'decline':
      return decline(sale, the(sale.entries, wish.entry));
    case 'resume':
      return resume(sale, the(sale.entries, wish.entry));
    case 'leave':
      return leaveTheList(sale, the(sale.entries, wish.entry));
  }
}

function holdCart(sale: Sale, name: string, cart: Cart): Answer {
  const reasons = whyNot(sale, cart, 0);
  if (reasons.length > 0) return refused(...reasons);
  const codedSeats = codedSeatsOf(sale, cart);
  sale.holds.push({ name, cart, codedSeats, state: 'active', extended: false, entry: null });
  return done(totalOf(ticketsOf(cart, codedSeats)));
}

function buy(sale: Sale, name: string, cart: Cart): Answer {
  const reasons = whyNot(sale, cart, boxesOf(sale, cart.email));
  if (reasons.length > 0) return refused(...reasons);
  const tickets = ticketsOf(cart, codedSeatsOf(sale, cart));
  sale.orders.push({ name, email: cart.email, state: 'pending', tickets, ...unpaid });
  return done(totalOf(tickets));
}

function orderFrom(sale: Sale, wish: Extract<Wish, { does: 'order' }>): Answer {
  const from = the(sale.holds, wish.hold);
  if (from.state !== 'active') return refused('hold-over');
  const { cart, codedSeats } = from;
  from.state = 'ordered';
  if (cart.boxes > 0 && boxesOf(sale, wish.email) + cart.boxes > mostBoxesPerPerson) {
    from.state = 'active';
    return refused('too-many-for-person');
  }
  const tickets = ticketsOf(cart, codedSeats);
  sale.orders.push({ name: wish.name, email: wish.email, state: 'pending', tickets, ...unpaid });
  if (from.entry) the(sale.entries, from.entry).state = 'fulfilled';
  return done(totalOf(tickets));
}

function extend(hold: Hold): Answer {
  if (hold.state !== 'active') return refused('hold-over');
  if (hold.extended) return refused('extended-before');
  hold.extended = true;
  return done();
}

/** Whoever lets go twice has let go. */
function release(sale: Sale, hold: Hold): Answer {
  if (hold.state === 'active') lapse(sale, hold);
  return done();
}

function lapse(sale: Sale, hold: Hold): Answer {
  if (hold.state !== 'active') return refused('hold-over');
  hold.state = 'over';
  if (hold.entry) the(sale.entries, hold.entry).state = 'paused';
  return done();
}

/** What an order costs as it stands; of one that was not paid in time, what it would cost again. */
export const costOf = ({ tickets }: Order): number =>
  sum(tickets.map(({ price, live, expired, payer }) => ((live || expired) && payer === null ? price : 0)));

/** What an order's money pays for: its own tickets, and those that others have from it. */
const totalFor = (sale: Sale, order: Order): number =>
  sum(sale.orders.map(({ name, tickets }) => totalOf(tickets.filter(({ payer }) => (payer ?? name) === order.name))));

/** What is to stay of an order's money. */
function owed(sale: Sale, order: Order): number {
  if (order.state === 'expired' || order.state === 'cancelled') return order.kept;
  return totalFor(sale, order) - order.credited + order.kept;
}

const net = ({ paid, refunded }: Order): number => paid - refunded;

/** What has gone back once every job is done. */
export const givenBack = (sale: Sale, order: Order): number =>
  order.refunded + Math.min(order.due, Math.max(0, net(order) - owed(sale, order)));

/** Money that comes when the order is over takes the places again, or goes back; nothing in between. */
function pay(sale: Sale, order: Order, amount: number): Answer {
  order.paid += amount;
  const covered = net(order) >= costOf(order);
  if (order.state === 'pending' && covered) order.state = 'paid';
  if (order.state === 'expired' && covered) {
    if (fits(sale, wantedAgain(order)) && codedAgain(order) <= codeLeft(sale)) revive(order);
    else order.refunded = order.paid;
  }
  if (order.state === 'cancelled' || order.state === 'retained') order.refunded = order.paid - owed(sale, order);
  return done();
}

/** An organiser gives money back and cancels nothing: what came too much first, then of what is owed for tickets or kept. */
function refund(sale: Sale, order: Order, amount: number): Answer {
  if (amount > net(order)) return refused('refund-exceeds');
  if (order.state === 'paid' || order.state === 'retained') {
    const beyond = Math.max(0, amount - Math.max(0, net(order) - owed(sale, order)));
    const credited = Math.min(beyond, totalFor(sale, order) - order.credited);
    order.credited += credited;
    order.kept -= Math.min(beyond - credited, order.kept);
  }
  order.refunded += amount;
  return done();
}

function revive(order: Order): void {
  order.state = 'paid';
  for (const ticket of order.tickets) [ticket.live, ticket.expired] = [ticket.live || ticket.expired, false];
}

const codedAgain = ({ tickets }: Order): number => tickets.filter(({ expired, coded }) => expired && coded).length;

const wantedAgain = ({ tickets }: Order): Pick<Cart, 'seats' | 'boxes'> => ({
  seats: tickets.filter(({ product, expired }) => expired && product === 'seat').length,
  boxes: tickets.filter(({ product, expired }) => expired && product === 'box').length,
});

function expire(order: Order): Answer {
  if (order.state !== 'pending') return refused('wrong-state');
  order.state = 'expired';
  for (const ticket of order.tickets) [ticket.live, ticket.expired] = [false, ticket.live];
  return done();
}

/** What was paid for a ticket comes back with it, unless another paid it: who got a ticket from somebody gets no money. */
function cancel(sale: Sale, order: Order, index: number | null): Answer {
  if (order.state !== 'pending' && order.state !== 'paid') return refused('wrong-state');
  const chosen = order.tickets.filter((ticket, position) => ticket.live && (index === null || index === position));
  if (chosen.length === 0) return refused('wrong-state');
  const wasPaid = order.state === 'paid';
  for (const ticket of chosen) {
    ticket.live = false;
    if (!wasPaid) continue;
    const payer = ticket.payer === null ? order : the(sale.orders, ticket.payer);
    // What was given back before, and is more than the rest costs, was given back for this.
    const credited = Math.min(payer.credited, totalFor(sale, payer));
    const money = ticket.price - (payer.credited - credited);
    payer.credited = credited;
    if (payer === order) payer.due += money;
    else payer.kept += money;
  }
  leave(sale, order);
  return done();
}

/** The ticket is somebody else's from now on, in an order of their own that costs nothing; the money stays where it is. */
function handOn(sale: Sale, order: Order, { name, ticket: index, email }: Extract<Wish, { does: 'hand-on' }>): Answer {
  const ticket = order.tickets[index];
  if (order.state !== 'paid' || !ticket?.live) return refused('wrong-state');
  const theirs = { ...ticket, payer: ticket.payer ?? order.name };
  [ticket.live, ticket.handedOn] = [false, true];
  sale.orders.push({ name, email, state: 'paid', tickets: [theirs], ...unpaid });
  leave(sale, order);
  return done();
}

/** An order whose last ticket is gone is over. */
function leave(sale: Sale, order: Order): void {
  if (order.tickets.some(({ live }) => live)) return;
  const pays = liveTickets(sale).some(({ payer }) => payer === order.name);
  order.state = pays || order.kept > 0 ? 'retained' : 'cancelled';
}

function resize(sale: Sale, pool: 'hall' | 'balcony', size: number): Answer {
  const taken = sale[pool] - left(sale)[pool];
  if (size < taken) return refused('taken');
  sale[pool] = size;
  return done();
}

function limitCode(sale: Sale, uses: number): Answer {
  if (uses < counted(sale).codeUsed) return refused('taken');
  sale.codeUses = uses;
  return done();
}

function join(sale: Sale, { name, email, product, party }: Extract<Wish, { does: 'join' }>): Answer {
  const mine = sale.entries.some((entry) => entry.email === email && onTheList.has(entry.state));
  // Where others wait for the same, one may wait too, though there may be room for less than they want.
  const wanted = sale.entries.some((entry) => entry.state === 'waiting' && entry.product === product);
  const there = !wanted && fits(sale, cartOf(product, party, email));
  if (mine || there) return refused(mine && 'on-the-list', there && 'still-available');
  sale.entries.push({ name, email, product, party, state: 'waiting', claimed: false });
  return done();
}

function claim(entry: Entry): Answer {
  if (entry.state !== 'offered') return refused('no-offer');
  entry.claimed = true;
  return done();
}

function decline(sale: Sale, entry: Entry): Answer {
  if (entry.state !== 'offered') return refused('no-offer', 'wrong-state');
  takeOfferBack(sale, entry);
  entry.state = 'paused';
  return done();
}

/** At the end of the line. */
function resume(sale: Sale, entry: Entry): Answer {
  if (entry.state !== 'paused') return refused('wrong-state');
  entry.state = 'waiting';
  sale.entries = [...sale.entries.filter((other) => other !== entry), entry];
  return done();
}

function leaveTheList(sale: Sale, entry: Entry): Answer {
  if (!onTheList.has(entry.state)) return refused('wrong-state');
  takeOfferBack(sale, entry);
  entry.state = 'left';
  return done();
}

function takeOfferBack(sale: Sale, entry: Entry): void {
  entry.claimed = false;
  for (const hold of sale.holds) if (hold.entry === entry.name && hold.state === 'active') hold.state = 'over';
}

const onTheList: ReadonlySet<Entry['state']> = new Set<Entry['state']>(['waiting', 'offered', 'paused']);
