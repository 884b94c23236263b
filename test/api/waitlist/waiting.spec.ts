import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../../src/kernel/id.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { orderOf, register, ticketedEvent, tokenOf } from '../../support/given-tickets.js';
import { join, openList, soldOutEvent, waits } from '../../support/given-waiting.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

const cancel = (order: { manageUrl: string }) => t.visitor.post(`/v1/public/orders/${tokenOf(order)}/cancellation`);
const soldOut = (terms: Parameters<typeof soldOutEvent>[2] = {}) => soldOutEvent(org.owner, t.visitor, terms);
const mine = async ({ path }: { path: string }) => (await t.visitor.get(path)).body;

describe('joining the waiting list', () => {
  it('is for what nobody can simply take', async () => {
    const event = await ticketedEvent(org.owner, { size: 1 });
    expect(await join(t.visitor, event)).toBeProblem(409, 'waitlist/closed');
    await openList(org.owner, event.id);
    const refused = await join(t.visitor, event);
    expect(refused).toBeProblem(409, 'waitlist/still-available');
    expect(refused.body.nextStep).toBe('order');
    await register(t.visitor, event);
    const joined = await join(t.visitor, event, { email: 'Vera@Example.org' });
    expect(joined.status).toBe(201);
    expect(joined.body).toMatchObject({ email: 'vera@example.org', state: 'waiting', position: 1, of: 1, offer: null });
  });

  it('happens once for each address, which gets its link again by mail only', async () => {
    const event = await soldOut();
    const entry = await waits(t.visitor, event, { email: 'once@example.org' });
    const again = await join(t.visitor, event, { email: 'once@example.org' });
    expect(again).toBeProblem(409, 'waitlist/already-waiting');
    expect(JSON.stringify(again.body)).not.toContain(tokenOf({ manageUrl: entry.url }));
    await join(t.visitor, event, { email: 'once@example.org' });
    await t.settled();
    const mails = t.mails().filter((mail) => mail.isFor('once@example.org'));
    expect(mails.map(({ text }) => text.includes(entry.url))).toEqual([true, true]);
  });

  it('keeps to the cap, the party size and what an order may have', async () => {
    const event = await soldOut({ maxPerOrder: 4, list: { cap: 1, maxPartySize: 3 } });
    expect(await join(t.visitor, event, { partySize: 4 })).toBeProblem(422, 'waitlist/party-refused');
    await waits(t.visitor, event);
    expect(await join(t.visitor, event)).toBeProblem(409, 'waitlist/full');
    await openList(org.owner, event.id, { maxPartySize: 20 });
    expect(await join(t.visitor, event, { partySize: 5 })).toBeProblem(422, 'waitlist/party-refused');
  });

  it('is refused for what nobody could be offered, and near the start', async () => {
    const event = await soldOut();
    const hidden = await org.owner.post(`/v1/events/${event.id}/ticket-types`, {
      name: { en: 'Backstage' },
      hidden: true,
      quotaIds: [event.quotaId],
    });
    const products = [{ ticketTypeId: hidden.body.id }];
    expect(await join(t.visitor, event, { products })).toBeProblem(422, 'waitlist/product-refused');
    const other = await soldOut();
    const foreign = [{ ticketTypeId: other.ticketTypeId }];
    expect(await join(t.visitor, event, { products: foreign })).toBeProblem(422, 'waitlist/product-refused');
    await t.sql(`update events set starts_at = now() + interval '20 hours' where id = $1`, [
      fromPublicId('evt', event.id),
    ]);
    expect(await join(t.visitor, event)).toBeProblem(409, 'waitlist/over');
  });

  it('shows each their number, and moves up when somebody leaves', async () => {
    const event = await soldOut();
    const [first, second] = [await waits(t.visitor, event), await waits(t.visitor, event)];
    expect(await mine(second)).toMatchObject({ position: 2, of: 2 });
    expect((await t.visitor.post(`${first.path}/leave`)).body).toMatchObject({ state: 'left', position: null });
    expect(await mine(second)).toMatchObject({ position: 1, of: 1 });
    expect(await t.visitor.post(`${first.path}/leave`)).toBeProblem(409, 'waitlist/state-refused');
  });
});

describe('a place that is free again', () => {
  it('goes to the list before the public, with a mail that says until when', async () => {
    const event = await soldOut();
    const [first, second] = [await waits(t.visitor, event), await waits(t.visitor, event)];
    await cancel(event.orders[0] as { manageUrl: string });
    expect(await mine(first)).toMatchObject({
      state: 'offered',
      position: null,
      offer: { count: 1, state: 'pending' },
    });
    expect(await mine(second)).toMatchObject({ state: 'waiting', position: 1 });
    const stranger = await t.visitor.post(`/v1/public/events/${event.slug}/orders`, orderOf(event));
    expect(stranger).toBeProblem(409, 'ticketing/sold-out');
    await t.settled();
    const [mail] = t.mails().filter((one) => one.isFor(first.email) && /есть место/.test(one.subject));
    expect(mail?.text).toContain(first.url);
    expect(mail?.text).toMatch(/Мы держим для вас 1 место: Место\. Оно ваше до /);
  });

  it('is the next one’s when it is declined, and nobody else’s', async () => {
    const event = await soldOut();
    const [first, second] = [await waits(t.visitor, event), await waits(t.visitor, event)];
    await cancel(event.orders[0] as { manageUrl: string });
    const declined = await t.visitor.post(`${first.path}/decline`);
    expect(declined.body).toMatchObject({ state: 'paused', pausedBecause: 'declined', offer: null });
    expect(await mine(second)).toMatchObject({ state: 'offered' });
    expect(await t.visitor.post(`${first.path}/claim`)).toBeProblem(409, 'waitlist/no-offer');
    expect((await t.visitor.post(`${first.path}/resumption`)).body).toMatchObject({ state: 'waiting', position: 1 });
  });

  it('is the next one’s when the offer runs out; who let it pass is told, and skipped until they ask again', async () => {
    const event = await soldOut();
    const [first, second] = [await waits(t.visitor, event), await waits(t.visitor, event)];
    await cancel(event.orders[0] as { manageUrl: string });
    await expire(event.id);
    expect(await t.visitor.post(`${first.path}/claim`)).toBeProblem(409, 'waitlist/offer-over');
    await t.visitor.post(`/v1/public/events/${event.slug}/orders`, orderOf(event));
    expect(await mine(second)).toMatchObject({ state: 'offered' });
    expect(await mine(first)).toMatchObject({ state: 'paused', pausedBecause: 'expired' });
    await t.settled();
    expect(t.mails().some((mail) => mail.isFor(first.email) && /истёк/.test(mail.subject))).toBe(true);
  });
});

describe('an offer that is taken up', () => {
  it('is ordered from the hold that keeps it, at the price of the offer, by whoever it was mailed to', async () => {
    const event = await soldOut({ places: 2 });
    const party = await waits(t.visitor, event, { partySize: 2 });
    for (const order of event.orders) await cancel(order);
    const next = await waits(t.visitor, event);
    const claimed = await t.visitor.post(`${party.path}/claim`);
    expect(claimed.body).toMatchObject({ offer: { count: 2, state: 'claimed' } });
    expect((await t.visitor.post(`${party.path}/claim`)).body.holdToken).toBe(claimed.body.holdToken);
    const hold = `/v1/public/holds/${claimed.body.holdToken}`;
    expect((await t.visitor.get(hold)).body).toMatchObject({ state: 'active', extendable: false });
    const attendees = ['Вера Лунина', 'Пётр Лунин'].map((name) => ({ attendee: { name } }));
    const { tickets: _, ...person } = orderOf(event, { email: party.email, attendees });
    const ordered = await t.visitor.post(`${hold}/order`, person);
    expect(ordered.status).toBe(201);
    expect(ordered.body.tickets).toHaveLength(2);
    const again = await t.visitor.post(`${hold}/order`, { ...person, email: 'somebody@example.org' });
    expect(again).toBeProblem(410, 'registrations/hold-over');
    await cancel(ordered.body);
    expect(await mine(party)).toMatchObject({ state: 'fulfilled', offer: null });
    expect(await mine(next)).toMatchObject({ state: 'offered' });
    await t.settled();
    expect((await org.owner.get(`/v1/events/${event.id}/stock-audit`)).body.agrees).toBe(true);
  });
});

/** As if the time of every offer of the event were over. */
async function expire(eventId: string): Promise<void> {
  const id = fromPublicId('evt', eventId);
  await t.sql(`update waiting_offers set expires_at = now() - interval '1 second' where event_id = $1`, [id]);
  await t.sql(`update holds set expires_at = now() - interval '1 second' where event_id = $1 and state = 'active'`, [
    id,
  ]);
}
