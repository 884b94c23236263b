import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../../src/kernel/id.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import type { Answer } from '../../support/client.js';
import { enter, later, openRoom } from '../../support/given-room.js';
import { inOneBatch } from '../../support/given-rush.js';
import {
  type TicketedEvent,
  cartOf,
  heldOrderOf,
  holdOf,
  orderFromHold,
  orderOf,
  pricedEvent,
  ticketedEvent,
} from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization();
}, 120_000);
afterAll(() => t.stop());

const of = (event: { slug: string }, what: 'quotes' | 'holds' | 'orders') => (body: unknown) =>
  t.visitor.post(`/v1/public/events/${event.slug}/${what}`, body);
const orderHeld = (hold: Parameters<typeof heldOrderOf>[0] & { token: string }, overrides = {}): Promise<Answer> =>
  t.visitor.post(`/v1/public/holds/${hold.token}/order`, heldOrderOf(hold, overrides));
const codeFor = async (event: { id: string }, terms: Record<string, unknown>) =>
  expect((await org.owner.post(`/v1/events/${event.id}/codes`, terms)).status).toBe(201);

/** A token for the address, by the digits that were mailed to it. */
async function proofOf(event: { slug: string }, email: string): Promise<string> {
  const asked = { eventSlug: event.slug, email };
  await t.visitor.post('/v1/public/email-proofs', { ...asked, locale: 'en' });
  const { subject } = await t.catcher.arrival((mail) => mail.isFor(email) && /\d{6}/.test(mail.subject ?? ''));
  const code = /\d{6}/.exec(subject ?? '')?.[0] ?? '';
  return (await t.visitor.post('/v1/public/email-proofs/check', { ...asked, code })).body.emailToken;
}

describe('a cart that costs more than amounts can say', () => {
  it('is refused with a reason, in a quote and in a line with others, who get what they want', async () => {
    const event = await pricedEvent(org.owner, { size: null, pricing: 'donation', maxPerOrder: 50, price: 0 });
    const donation = { ticketTypeId: event.ticketTypeId, price: 9_000_000_000_000 };
    const vast = { tickets: Array.from({ length: 50 }, () => donation) };
    await codeFor(event, { code: 'NOTHING', effect: 'none' });
    const inEvent = `/v1/events/${event.id}`;
    for (let n = 0; n < 5; n++)
      await org.owner.post(`${inEvent}/fees`, { name: { en: 'Fee' }, per: 'ticket', rate: 100_000 });
    const quote = await of(event, 'quotes')(vast);
    expect(quote.status).toBe(200);
    expect(quote.body.refusals).toMatchObject([{ code: 'ticketing/price-too-high', pointer: '/tickets' }]);
    const fine = () => of(event, 'holds')(cartOf(event));
    const answers = await inOneBatch(t, fine, [fine, () => of(event, 'holds')(vast), fine]);
    expect(answers[1]).toBeProblem(422, 'ticketing/price-too-high');
    expect([answers[0]?.status, answers[2]?.status]).toEqual([201, 201]);
  });
});

describe('a limit per person', () => {
  it('on a code counts when a cart of somebody unknown becomes an order', async () => {
    const event = await pricedEvent(org.owner, { size: 9 });
    await codeFor(event, { code: 'ONCE', effect: 'percent', rate: 50_000, maxPerPerson: 1 });
    const email = 'once@example.org';
    const holds = [await holdOf(t.visitor, event, { code: 'ONCE' }), await holdOf(t.visitor, event, { code: 'ONCE' })];
    expect((await orderHeld(holds[0], { email })).status).toBe(201);
    expect(await orderHeld(holds[1], { email })).toBeProblem(409, 'ticketing/code-used-by-person');
    expect((await orderHeld(holds[1], { email: 'other@example.org' })).status).toBe(201);
  });

  it('on a code binds the order to the address that was proven', async () => {
    const event = await pricedEvent(org.owner, { size: 9, settings: { verifyEmail: true } });
    await codeFor(event, { code: 'MINE', effect: 'percent', rate: 50_000, maxPerPerson: 1 });
    const email = 'proven@example.org';
    const emailToken = await proofOf(event, email);
    const hold = await holdOf(t.visitor, event, { code: 'MINE', email, emailToken });
    expect(await orderHeld(hold, { email: 'another@example.org' })).toBeProblem(422, 'ticketing/email-unproven');
    expect((await orderHeld(hold, { email })).status).toBe(201);
  });

  it('on a type counts in one batch too, whichever way the carts came', async () => {
    const event = await pricedEvent(org.owner, { size: 9, maxPerPerson: 1 });
    const email = 'twice@example.org';
    const holds = [await holdOf(t.visitor, event), await holdOf(t.visitor, event)];
    const answers = await inOneBatch(
      t,
      () => of(event, 'holds')(cartOf(event)),
      holds.map((hold) => () => orderHeld(hold, { email })),
    );
    const [made, refused] = answers.toSorted((one, other) => one.status - other.status);
    expect(made?.status).toBe(201);
    expect(refused).toBeProblem(409, 'ticketing/too-many-for-person');
  });

  it('tells nobody what a stranger has, and lets nobody use it up', async () => {
    const event = await pricedEvent(org.owner, { size: 9, maxPerPerson: 1 });
    await codeFor(event, { code: 'SECRET', effect: 'percent', rate: 50_000, maxPerPerson: 1 });
    const email = 'stranger@example.org';
    await orderFromHold(t.visitor, await holdOf(t.visitor, event, { code: 'SECRET' }), { email });
    const asked = cartOf(event, 1, { email, code: 'SECRET' });
    const unknown = cartOf(event, 1, { email: 'nobody@example.org', code: 'SECRET' });
    expect((await of(event, 'quotes')(asked)).body).toEqual((await of(event, 'quotes')(unknown)).body);
    const emailToken = await proofOf(event, email);
    const { refusals } = (await of(event, 'quotes')({ ...asked, emailToken })).body;
    expect(refusals.map(({ code }: { code: string }) => code)).toContain('ticketing/code-used-by-person');
    const victim = 'victim@example.org';
    await holdOf(t.visitor, event, { email: victim });
    expect((await orderHeld(await holdOf(t.visitor, event), { email: victim })).status).toBe(201);
  });
});

describe('a turn in the waiting room', () => {
  /** Somebody who was admitted, and what they send along. */
  const admitted = async (event: TicketedEvent) => {
    await openRoom(org.owner, event.id);
    const { body } = await enter(t.visitor, event.slug);
    await later(t, event.id, 3600);
    return (await t.visitor.get(`/v1/public/room-places/${body.token}`)).body.admissionToken as string;
  };
  const full = [409, 'ticketing/too-many-holds'] as const;

  it('is for one order, under whatever addresses, until it is given up', async () => {
    const event = await pricedEvent(org.owner, { size: 9 });
    const admissionToken = await admitted(event);
    const order = () => of(event, 'orders')({ ...orderOf(event), admissionToken });
    const cart = () => of(event, 'holds')({ ...cartOf(event), admissionToken });
    const rush = await inOneBatch(t, order, [order, cart]);
    for (const answer of rush) expect(answer).toBeProblem(...full);
    expect(await cart()).toBeProblem(...full);
    await t.sql(`update orders set state = 'cancelled' where event_id = $1`, [fromPublicId('evt', event.id)]);
    const hold = (await cart()).body;
    expect(await order()).toBeProblem(...full);
    await orderFromHold(t.visitor, hold);
    expect(await order()).toBeProblem(...full);
  });

  it('is used while an organiser decides, and nobody behind is told that the desk is overloaded', async () => {
    const event = await ticketedEvent(org.owner, { size: 9, approval: true });
    const admissionToken = await admitted(event);
    const hold = await holdOf(t.visitor, event, { admissionToken });
    const order = await orderFromHold(t.visitor, hold);
    expect(order.state).toBe('awaiting-approval');
    expect(await of(event, 'holds')({ ...cartOf(event), admissionToken })).toBeProblem(...full);
    const denied = await org.owner.post(`/v1/orders/${order.id}/denial`, { reason: 'No', notify: false });
    expect(denied.status).toBe(200);
    expect((await of(event, 'holds')({ ...cartOf(event), admissionToken })).status).toBe(201);
  });
});

describe('a place in the waiting room', () => {
  it('is one of its event, also where the same key is used at another', async () => {
    const events = [await ticketedEvent(org.owner), await ticketedEvent(org.owner)];
    const places = [];
    for (const { id, slug } of events) {
      await openRoom(org.owner, id);
      const key = { 'idempotency-key': 'the-same' };
      places.push((await t.visitor.post(`/v1/public/events/${slug}/room/places`, {}, key)).body.id);
    }
    expect(places[0]).not.toBe(places[1]);
  });
});
