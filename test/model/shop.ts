import { PaymentDeadlinesService } from '../../src/modules/payments/payment-deadlines.service.js';
import { TransfersService } from '../../src/modules/registrations/transfers.service.js';
import { type Actor, systemActor } from '../../src/platform/auth/actor.js';
import type { TestApp, TestOrganization } from '../support/boot.js';
import type { Answer, Client } from '../support/client.js';
import { publishedEvent } from '../support/given.js';
import { fromPublicId, toPublicId } from '../../src/kernel/id.js';
import type { Got } from './linear.js';
import { PatientClient } from '../support/patient.js';
import {
  type Cart,
  type Passing,
  type Product,
  type Reason,
  type Sale,
  type Wish,
  mostBoxesPerPerson,
  mostSeatsPerOrder,
  prices,
} from './sale-model.js';

const reasons: Readonly<Record<string, Reason>> = {
  'ticketing/sold-out': 'no-places',
  'ticketing/too-many': 'too-many-in-order',
  'ticketing/too-many-for-person': 'too-many-for-person',
  'ticketing/code-used-up': 'code-used-up',
  'ticketing/code-applies-to-nothing': 'code-useless',
  'ticketing/below-taken': 'taken',
  'ticketing/code-used-more': 'taken',
  'registrations/hold-over': 'hold-over',
  'registrations/hold-not-extendable': 'extended-before',
  'registrations/state-refused': 'wrong-state',
  'registrations/ticket-cancelled': 'wrong-state',
  'registrations/ticket-unknown': 'wrong-state',
  'registrations/transfer-open': 'wrong-state',
  'registrations/transfer-over': 'wrong-state',
  'payments/not-payable': 'not-payable',
  'payments/nothing-due': 'not-payable',
  'payments/refund-exceeds': 'refund-exceeds',
  'waitlist/still-available': 'still-available',
  'waitlist/already-waiting': 'on-the-list',
  'waitlist/no-offer': 'no-offer',
  'waitlist/offer-over': 'no-offer',
  'waitlist/state-refused': 'wrong-state',
};

interface PlacedOrder {
  id: string;
  token: string;
  ticketIds: string[];
}

/** One event of the real thing, to which wishes are put in the words of the model. */
export class Shop {
  private readonly holds = new Map<string, string>();
  private readonly orders = new Map<string, PlacedOrder>();
  private readonly entries = new Map<string, string>();

  private constructor(
    private readonly t: TestApp,
    private readonly system: Actor,
    private readonly visitor: Client,
    private readonly organizer: Client,
    readonly eventId: string,
    private readonly slug: string,
    private readonly types: Readonly<Record<Product, string>>,
    private readonly quotas: Readonly<Record<'hall' | 'balcony', string>>,
    private readonly codeId: string,
  ) {}

  static async open(
    t: TestApp,
    { id, owner: organizer }: TestOrganization,
    { hall, balcony, codeUses }: Sale,
  ): Promise<Shop> {
    const event = await publishedEvent(organizer, { slug: `sale-${Math.random().toString(36).slice(2, 12)}` });
    const inEvent = `/v1/events/${event.id}`;
    const settings = { currencies: ['EUR'], oneOrderPerPerson: false, openHolds: 100 };
    made(await organizer.change(`${inEvent}/sale-settings`, settings));
    const quota = async (name: string, size: number) =>
      made(await organizer.post(`${inEvent}/quotas`, { name, size })).id as string;
    const quotas = { hall: await quota('Hall', hall), balcony: await quota('Balcony', balcony) };
    const type = async (name: Product, quotaIds: string[], limits: object) =>
      made(
        await organizer.post(`${inEvent}/ticket-types`, {
          name: { en: name },
          quotaIds,
          prices: [{ amount: prices[name], currency: 'EUR' }],
          ...limits,
        }),
      ).id as string;
    const types = {
      seat: await type('seat', [quotas.hall], { maxPerOrder: mostSeatsPerOrder }),
      box: await type('box', [quotas.hall, quotas.balcony], { maxPerPerson: mostBoxesPerPerson }),
    };
    const half = { code: 'HALF', effect: 'percent', rate: 50_000, ticketTypeIds: [types.seat], maxUses: codeUses };
    const code = made(await organizer.post(`${inEvent}/codes`, half));
    made(await organizer.put(`${inEvent}/waiting-list`, { open: true }, { 'if-match': '"0"' }));
    const system = systemActor(fromPublicId('org', id) ?? '');
    return new Shop(
      t,
      system,
      new PatientClient(t.visitor),
      new PatientClient(organizer),
      event.id,
      event.slug,
      types,
      quotas,
      code.id,
    );
  }

  async ask(wish: Wish | Passing): Promise<Got> {
    switch (wish.does) {
      case 'hold':
        return this.hold(wish.name, wish.cart);
      case 'buy':
        return this.place(
          wish.name,
          await this.visit('orders', { ...this.person(wish.cart.email), ...this.cart(wish.cart, true) }),
        );
      case 'order':
        return this.order(wish);
      case 'extend':
        return this.plain(await this.onHold(wish.hold, 'extension'));
      case 'release':
        return this.plain(await this.onHold(wish.hold, 'release'));
      case 'pay':
        return this.pay(this.placed(wish.order), wish.amount);
      case 'refund':
        return this.refund(this.placed(wish.order), wish.amount);
      case 'cancel':
        return this.plain(await this.visitor.post(`/v1/public/orders/${this.placed(wish.order).token}/cancellation`));
      case 'cancel-ticket':
        return this.cancelTicket(this.placed(wish.order), wish.ticket);
      case 'hand-on':
        return this.handOn(this.placed(wish.order), wish);
      case 'resize':
        return this.change(`/v1/quotas/${this.quotas[wish.pool]}`, { size: wish.size });
      case 'limit-code':
        return this.change(`/v1/codes/${this.codeId}`, { maxUses: wish.uses });
      case 'join':
        return this.join(wish);
      case 'claim':
        return this.claim(wish.entry);
      case 'decline':
        return this.onList(wish.entry, 'decline');
      case 'resume':
        return this.onList(wish.entry, 'resumption');
      case 'leave':
        return this.onList(wish.entry, 'leave');
      case 'lapse':
        return this.lapse(wish.hold);
      case 'expire':
        return this.expire(this.placed(wish.order));
    }
  }

  /** What the books of the real thing say: the same that the model counts. */
  async counted() {
    await this.comeBy();
    const { quotas } = made(await this.organizer.get(`/v1/events/${this.eventId}/stock`));
    const of = (name: string) => {
      const { size, held, sold } = quotas.find((quota: { name: string }) => quota.name === name);
      return { size, held, sold };
    };
    const audit = made(await this.organizer.get(`/v1/events/${this.eventId}/stock-audit`));
    const { used } = made(await this.organizer.get(`/v1/codes/${this.codeId}`));
    return { hall: of('Hall'), balcony: of('Balcony'), agrees: audit.agrees, codeUsed: used };
  }

  /** The state of each order and the money that came and went. */
  async money(): Promise<Map<string, { state: string; paid: number; refunded: number }>> {
    const rows = await this.t.sql<{ id: string; state: string; paid: number; refunded: number }>(
      `select o.id, o.state,
              (select coalesce(sum(p.captured_amount), 0)::int from payments p where p.order_id = o.id) as paid,
              (select coalesce(sum(r.amount), 0)::int from refunds r join payments p on p.id = r.payment_id
                where p.order_id = o.id and r.state not in ('failed', 'canceled')) as refunded
         from orders o where o.event_id = $1`,
      [fromPublicId('evt', this.eventId)],
    );
    const found = new Map(rows.map(({ id, ...order }) => [toPublicId('ord', id), order]));
    return new Map([...this.orders].map(([name, { id }]) => [name, known(found, id)]));
  }

  private async hold(name: string, cart: Cart): Promise<Got> {
    const answer = await this.visit('holds', { email: cart.email, ...this.cart(cart, false) });
    if (answer.status === 201) this.holds.set(name, answer.body.token);
    return this.plain(answer, answer.body.quote?.total);
  }

  private async order({ name, hold, email }: Extract<Wish, { does: 'order' }>): Promise<Got> {
    const own = `/v1/public/holds/${this.held(hold)}`;
    const { quote } = made(await this.visitor.get(own));
    const attendees = quote.lines.map(() => ({ attendee: { name: 'Guest' } }));
    return this.place(name, await this.visitor.post(`${own}/order`, { ...this.person(email), attendees }));
  }

  private place(name: string, answer: Answer): Got {
    const { status, body } = answer;
    if (status !== 201) return this.plain(answer);
    const token = body.manageUrl.split('/').at(-1);
    const ticketIds = body.tickets.map(({ id }: { id: string }) => id);
    this.orders.set(name, { id: body.id, token, ticketIds });
    return { total: body.total?.amount ?? 0 };
  }

  private async pay({ id }: PlacedOrder, amount: number): Promise<Got> {
    const payment = { provider: 'cash', amount: { amount, currency: 'EUR' } };
    return this.plain(await this.organizer.post(`/v1/orders/${id}/payments`, payment));
  }

  private async refund({ id }: PlacedOrder, amount: number): Promise<Got> {
    const refund = { amount: { amount, currency: 'EUR' }, reason: 'Goodwill' };
    return this.plain(await this.organizer.post(`/v1/orders/${id}/refunds`, refund));
  }

  private async cancelTicket({ token, ticketIds }: PlacedOrder, index: number): Promise<Got> {
    const path = `/v1/public/orders/${token}/tickets/${ticketIds[index]}/cancellation`;
    return this.plain(await this.visitor.post(path));
  }

  /** Offered and taken; the letter between the two would bring the address that is made here. */
  private async handOn({ token, ticketIds }: PlacedOrder, wish: Extract<Wish, { does: 'hand-on' }>): Promise<Got> {
    const path = `/v1/public/orders/${token}/tickets/${ticketIds[wish.ticket]}/transfer`;
    const offered = await this.visitor.post(path, { email: wish.email });
    if (offered.status !== 201) return this.plain(offered);
    const url = this.t.get(TransfersService).urlOf(fromPublicId('trf', offered.body.id) ?? '');
    const answer = `/v1/public/transfers/${url.split('/').at(-1)}/acceptance`;
    const taken = await this.visitor.post(answer, this.person(wish.email));
    if (taken.status === 201) this.place(wish.name, taken);
    return this.plain(taken);
  }

  private async join({ name, email, product, party }: Extract<Wish, { does: 'join' }>): Promise<Got> {
    const wish = { ...this.person(email), partySize: party, products: [{ ticketTypeId: this.types[product] }] };
    const answer = await this.visit('waiting-list', wish);
    if (answer.status === 201) this.entries.set(name, answer.body.url.split('/').at(-1));
    return this.plain(answer);
  }

  /** Places are given to who waits whenever anybody comes by; so somebody does, and wants too much. */
  private async comeBy(): Promise<void> {
    const tooMuch = { seats: mostSeatsPerOrder + 1, boxes: 0, coded: false, email: 'nobody@example.org' };
    await this.visit('holds', this.cart(tooMuch, false));
  }

  private async claim(entry: string): Promise<Got> {
    await this.comeBy();
    const answer = await this.visitor.post(`/v1/public/waiting-list/${this.entry(entry)}/claim`);
    if (answer.status === 200) this.holds.set(`offer to ${entry}`, answer.body.holdToken);
    return this.plain(answer);
  }

  private async lapse(hold: string): Promise<Got> {
    const { id } = made(await this.visitor.get(`/v1/public/holds/${this.held(hold)}`));
    const lapsed = await this.t.sql(
      `update holds set expires_at = clock_timestamp() - interval '1 second' where id = $1 and state = 'active' and expires_at > clock_timestamp() returning id`,
      [fromPublicId('hld', id)],
    );
    return lapsed.length === 1 ? { total: null } : { reason: 'hold-over' };
  }

  /** The deadline passes, and whoever looks after deadlines comes by. */
  private async expire({ id }: PlacedOrder): Promise<Got> {
    const orderId = fromPublicId('ord', id) ?? '';
    await this.t.sql(
      `update orders set expires_at = clock_timestamp() - interval '1 second' where id = $1 and state = 'pending'`,
      [orderId],
    );
    const ended = await this.t.get(PaymentDeadlinesService).end(this.system, orderId);
    return ended ? { total: null } : { reason: 'wrong-state' };
  }

  /** Whoever is told that it was changed meanwhile looks at it again, and still wants the same. */
  private async change(path: string, body: object): Promise<Got> {
    const answer = await this.organizer.change(path, body);
    return answer.status === 412 ? this.change(path, body) : this.plain(answer);
  }

  private plain({ status, body }: Answer, total: number | null = null): Got {
    if (status === 200 || status === 201 || status === 204) return { total };
    const reason = reasons[body.code];
    if (!reason) throw new Error(`Nobody expected ${status} ${JSON.stringify(body)}`);
    return { reason };
  }

  private cart({ seats, boxes, coded }: Cart, named: boolean): object {
    const ticket = (ticketTypeId: string) => ({ ticketTypeId, ...(named && { attendee: { name: 'Guest' } }) });
    return {
      currency: 'EUR',
      ...(coded && { code: 'half' }),
      tickets: [
        ...Array.from({ length: seats }, () => ticket(this.types.seat)),
        ...Array.from({ length: boxes }, () => ticket(this.types.box)),
      ],
    };
  }

  private readonly person = (email: string) => ({ name: 'Guest', email, locale: 'en' });
  private readonly visit = (what: string, body: object) =>
    this.visitor.post(`/v1/public/events/${this.slug}/${what}`, body);
  private readonly onHold = (hold: string, does: string) =>
    this.visitor.post(`/v1/public/holds/${this.held(hold)}/${does}`);
  private readonly onList = async (entry: string, does: string) => {
    await this.comeBy();
    return this.plain(await this.visitor.post(`/v1/public/waiting-list/${this.entry(entry)}/${does}`));
  };
  private readonly held = (name: string): string => known(this.holds, name);
  private readonly placed = (name: string): PlacedOrder => known(this.orders, name);
  private readonly entry = (name: string): string => known(this.entries, name);
}

function known<T>(all: ReadonlyMap<string, T>, name: string): T {
  const found = all.get(name);
  if (found === undefined) throw new Error(`There is no ${name}`);
  return found;
}

function made({ status, body }: Answer): any {
  if (status !== 200 && status !== 201) throw new Error(`Not made: ${status} ${JSON.stringify(body)}`);
  return body;
}
