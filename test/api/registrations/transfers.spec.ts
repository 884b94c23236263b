import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { bought, hearRefunds, policy, scan } from '../../support/given-sold.js';
import { type TicketedEvent, register, ticketedEvent, tokenOf } from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;
let due: ReturnType<typeof hearRefunds>;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  due = hearRefunds(t);
});
afterAll(() => t.stop());

const agrees = async (event: TicketedEvent) => (await org.owner.get(`/v1/events/${event.id}/stock-audit`)).body.agrees;
const euro = (amount: number) => ({ amount, currency: 'EUR' });
const boris = { name: 'Boris', email: 'boris@example.org', locale: 'en' };
const all = { ...policy, fee: null, steps: [{ hoursBefore: 0, rate: 100_000 }] };

type Bought = Awaited<ReturnType<typeof bought>>;
const offer = (order: Bought, n = 0, body: Record<string, unknown> = {}) =>
  t.visitor.post(`${order.path}/tickets/${order.tickets[n].id}/transfer`, { email: boris.email, ...body });

/** Offers the ticket; answers with the receiver's path, as their mail has it. */
async function offered(order: Bought, n = 0, email = `r-${Math.random().toString(36).slice(2)}@example.org`) {
  const made = await offer(order, n, { email, message: 'Have fun!' });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const mail = await t.catcher.arrival((caught) => caught.isFor(email));
  const token = /\/x\/([\w-]+)/.exec(mail.text)?.[1] ?? '';
  return { path: `/v1/public/transfers/${token}`, mail, email };
}

describe('handing a ticket on', () => {
  it('gives the receiver a registration of their own, and the old code dies', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await bought(t, event, [4_000, 6_000]);
    const { path, mail } = await offered(order);
    expect(mail.text).toContain('Have fun!');
    expect((await t.visitor.get(path)).body).toMatchObject({
      state: 'offered',
      from: 'Иван Смирнов',
      eventSlug: event.slug,
    });
    const taken = await t.visitor.post(`${path}/acceptance`, boris);
    expect(taken).toMatchObject({
      status: 201,
      body: {
        state: 'paid',
        name: 'Boris',
        tickets: [{ id: order.tickets[0].id, state: 'valid', attendee: { name: 'Boris' } }],
      },
    });
    expect(taken.body.tickets[0].code).not.toBe(order.tickets[0].code);
    const left = (await t.visitor.get(order.path)).body;
    expect(left).toMatchObject({ state: 'paid', total: euro(10_000), paid: euro(10_000) });
    expect(left.tickets.map(({ id }: { id: string }) => id)).toEqual([order.tickets[1].id]);
    expect((await scan(org.owner, event, order.tickets[0].code)).body).toMatchObject({
      outcome: 'refused',
      reason: 'code-replaced',
    });
    expect((await scan(org.owner, event, taken.body.tickets[0].code)).body).toMatchObject({
      outcome: 'admitted',
    });
    expect(await t.visitor.post(`${path}/acceptance`, boris)).toBeProblem(409, 'registrations/transfer-over');
    expect(await agrees(event)).toBe(true);
  });

  it('leaves the money where it was paid: nobody gets it back who did not pay it', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await bought(t, event, [4_000, 6_000], { terms: all });
    const { path } = await offered(order);
    const { body: mine } = await t.visitor.post(`${path}/acceptance`, boris);
    const own = `/v1/public/orders/${tokenOf(mine)}`;
    const before = due.length;
    expect(await t.visitor.post(`${order.path}/tickets/${mine.tickets[0].id}/cancellation`)).toBeProblem(
      404,
      'registrations/ticket-unknown',
    );
    expect((await t.visitor.post(`${order.path}/cancellation`)).body).toMatchObject({
      state: 'retained',
      total: euro(4_000),
      paid: euro(4_000),
    });
    expect(due.slice(before)).toMatchObject([{ amount: 6_000 }]);
    expect((await t.visitor.get(`${own}/cancellation-preview`)).body).toMatchObject({
      possible: true,
      refund: null,
      kept: null,
    });
    expect((await t.visitor.post(`${own}/cancellation`)).body).toMatchObject({ state: 'cancelled' });
    expect(due.slice(before)).toHaveLength(1);
    expect((await t.visitor.get(order.path)).body).toMatchObject({
      total: euro(0),
      paid: euro(0),
      retained: euro(4_000),
    });
    expect(await agrees(event)).toBe(true);
  });

  it('tells the receiver neither what it cost nor by which code', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await bought(t, event, [4_321, 6_000], { terms: all });
    await t.sql(
      `update tickets set price_steps = '[{"kind": "code", "label": {"en": "FRIENDS50"}, "amount": -4321}]', tax_rate = 20000, tax_amount = 720,
              tax_name = '{"en": "VAT"}' where order_id = (select id from orders where code = $1)`,
      [order.code],
    );
    expect(JSON.stringify((await t.visitor.get(order.path)).body)).toMatch(/FRIENDS50.*VAT/);
    const { path } = await offered(order);
    const { body: mine } = await t.visitor.post(`${path}/acceptance`, boris);
    const own = `/v1/public/orders/${tokenOf(mine)}`;
    const { body: preview } = await t.visitor.get(`${own}/cancellation-preview`);
    expect(preview).toMatchObject({ possible: true, tickets: [{ price: 0, refund: 0, kept: 0 }] });
    const read = [mine, (await t.visitor.get(own)).body, (await t.visitor.get(path)).body, preview];
    for (const said of read) expect(JSON.stringify(said)).not.toMatch(/FRIENDS50|4321|720|VAT/);
    expect(mine).toMatchObject({ taxes: [], tickets: [{ price: { list: 0, steps: [], price: 0, tax: null } }] });
  });

  it('refunds whoever paid where an organiser says so', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await bought(t, event, [4_000], { terms: all });
    const { path } = await offered(order);
    const { body: mine } = await t.visitor.post(`${path}/acceptance`, boris);
    expect((await t.visitor.get(order.path)).body).toMatchObject({
      state: 'retained',
      total: euro(4_000),
      tickets: [],
    });
    await org.owner.post(`/v1/orders/${mine.id}/cancellation`, { notify: false, reason: 'x', refund: 'full' });
    expect(due.at(-1)).toMatchObject({ amount: 4_000 });
    expect((await t.visitor.get(order.path)).body).toMatchObject({ total: euro(0), paid: euro(0), retained: euro(0) });
  });

  it('asks the questions anew, and keeps the offer until they are answered', async () => {
    const event = await ticketedEvent(org.owner);
    const label = { en: 'Size', ru: 'Размер' };
    const asked = { key: 'size', kind: 'text', scope: 'attendee', label, required: true };
    const order = await bought(t, event, [1_000]);
    await org.owner.post(`/v1/events/${event.id}/questions`, asked);
    const { path } = await offered(order);
    expect(await t.visitor.post(`${path}/acceptance`, boris)).toBeProblem(422, 'ticketing/answers-invalid');
    const taken = await t.visitor.post(`${path}/acceptance`, { ...boris, attendeeAnswers: { size: 'L' } });
    expect(taken.body.tickets).toMatchObject([{ answers: { size: 'L' } }]);
  });

  it('is one offer at a time, which either side may end', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await bought(t, event, [1_000]);
    const first = await offered(order);
    expect(await offer(order)).toBeProblem(409, 'registrations/transfer-open');
    const withdraw = `${order.path}/tickets/${order.tickets[0].id}/transfer`;
    expect((await t.visitor.delete(withdraw)).body).toMatchObject({ state: 'withdrawn' });
    expect(await t.visitor.delete(withdraw)).toBeProblem(409, 'registrations/transfer-over');
    expect(await t.visitor.post(`${first.path}/acceptance`, boris)).toBeProblem(409, 'registrations/transfer-over');
    const second = await offered(order);
    expect((await t.visitor.post(`${second.path}/refusal`)).body).toMatchObject({ state: 'declined' });
    const third = await offered(order);
    await t.sql(`update transfers set expires_at = now() - interval '1 second' where state = 'offered'`);
    expect(await t.visitor.post(`${third.path}/acceptance`, boris)).toBeProblem(409, 'registrations/transfer-over');
    const list = (await t.visitor.get(`${order.path}/transfers`)).body.items;
    expect(list.map(({ state }: { state: string }) => state)).toEqual(['expired', 'declined', 'withdrawn']);
    expect((await offer(order)).status).toBe(201);
    await t.visitor.post(`${order.path}/cancellation`);
    expect((await t.visitor.get(`${order.path}/transfers`)).body.items[0]).toMatchObject({ state: 'withdrawn' });
    expect(await offer(order)).toBeProblem(409, 'registrations/state-refused');
  });

  it('is no way to write to strangers: offers that came to nothing are counted by ticket and by registration', async () => {
    const event = await ticketedEvent(org.owner, { size: 50, maxPerOrder: 20 });
    const order = await bought(
      t,
      event,
      Array.from({ length: 9 }, () => 0),
    );
    const inVain = async (n: number) => {
      const made = await offer(order, n);
      if (made.status === 201) await t.visitor.delete(`${order.path}/tickets/${order.tickets[n].id}/transfer`);
      return made;
    };
    expect(await offer(order, 0, { message: 'x'.repeat(201) })).toBeProblem(422, 'request/invalid');
    for (let n = 0; n < 20; n++) expect((await inVain(Math.floor(n / 5))).status).toBe(201);
    expect(await inVain(0)).toBeProblem(409, 'registrations/transfer-too-often');
    expect(await inVain(8)).toBeProblem(409, 'registrations/transfer-too-often');
    await t.sql(`update transfers set created_at = created_at - interval '1 day' where state = 'withdrawn'`);
    expect((await inVain(0)).status).toBe(201);
    const fresh = await bought(t, event, [0]);
    for (let n = 0; n < 5; n++) {
      expect((await offer(fresh)).status).toBe(201);
      await t.visitor.delete(`${fresh.path}/tickets/${fresh.tickets[0].id}/transfer`);
    }
    const answer = await offer(fresh);
    expect(answer).toBeProblem(409, 'registrations/transfer-too-often');
    expect(answer.body.atMost).toBe(5);
  });

  it('is not for used tickets, nor where the organisers do not want it', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await bought(t, event, [1_000, 1_000]);
    const { path } = await offered(order);
    await scan(org.owner, event, order.tickets[0].code);
    expect(await t.visitor.post(`${path}/acceptance`, boris)).toBeProblem(409, 'registrations/ticket-used');
    expect(await offer(order, 0)).toBeProblem(409, 'registrations/ticket-used');
    await t.sql(
      `insert into sale_settings (event_id, organization_id, transfers) select id, organization_id, false from events where slug = $1
       on conflict (event_id) do update set transfers = false`,
      [event.slug],
    );
    expect(await offer(order, 1)).toBeProblem(409, 'registrations/transfers-not-offered');
  });

  it('does not keep anybody from a registration of their own', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await bought(t, event, [1_000]);
    const own = await register(t.visitor, event, { email: 'both@example.org' });
    const { path } = await offered(order);
    const taken = await t.visitor.post(`${path}/acceptance`, { ...boris, email: own.email });
    expect(taken.status).toBe(201);
  });
});

describe('of two at the same moment exactly one wins', () => {
  it('accepting and the door, accepting and cancelling, accepting twice', async () => {
    const event = await ticketedEvent(org.owner, { size: 40 });
    for (let round = 0; round < 4; round++) {
      const order = await bought(t, event, [1_000], { terms: all });
      const { path } = await offered(order);
      const [taken, scanned] = await Promise.all([
        t.visitor.post(`${path}/acceptance`, boris),
        scan(org.owner, event, order.tickets[0].code),
      ]);
      expect([taken.status === 201, scanned.body.outcome === 'admitted'].filter(Boolean)).toHaveLength(1);
      const other = await bought(t, event, [1_000], { terms: all });
      const before = due.length;
      const second = await offered(other);
      const [accepted, cancelled] = await Promise.all([
        t.visitor.post(`${second.path}/acceptance`, boris),
        t.visitor.post(`${other.path}/cancellation`),
      ]);
      expect([accepted.status === 201, cancelled.status === 200].filter(Boolean)).toHaveLength(1);
      expect(due.length - before).toBe(cancelled.status === 200 ? 1 : 0);
      const third = await offered(await bought(t, event, [1_000]));
      const both = await Promise.all([1, 2].map(() => t.visitor.post(`${third.path}/acceptance`, boris)));
      expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    }
    expect(await agrees(event)).toBe(true);
  });
});
