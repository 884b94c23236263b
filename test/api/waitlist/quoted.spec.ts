import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../../src/kernel/id.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { cartOf, holdOf, pricedEvent, register } from '../../support/given-tickets.js';
import { openList, soldOutEvent, waits } from '../../support/given-waiting.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization();
}, 120_000);
afterAll(() => t.stop());

type Event = { slug: string; ticketTypeId: string };
const ask = (event: Event, what: 'quotes' | 'holds', cart: object = cartOf(event)) =>
  t.visitor.post(`/v1/public/events/${event.slug}/${what}`, cart);
const quoted = async (event: Event, cart?: object) => (await ask(event, 'quotes', cart)).body.refusals;
const isOver = (hold: { id: string }) =>
  t.sql(`update holds set expires_at = now() - interval '1 second' where id = $1`, [fromPublicId('hld', hold.id)]);

describe('a refusal for want of places', () => {
  it('says when a hold on what is wanted ends, not one on something else', async () => {
    const event = await pricedEvent(org.owner, { size: 1 });
    const quota = await org.owner.post(`/v1/events/${event.id}/quotas`, { name: 'Balcony', size: 1 });
    const other = await org.owner.post(`/v1/events/${event.id}/ticket-types`, {
      name: { en: 'Balcony' },
      quotaIds: [quota.body.id],
      prices: [{ amount: 100, currency: 'EUR' }],
    });
    const first = await holdOf(t.visitor, event, {});
    const elsewhere = await holdOf(t.visitor, { ...event, ticketTypeId: other.body.id });
    await t.sql(`update holds set expires_at = now() + interval '2 minutes' where id = $1`, [
      fromPublicId('hld', elsewhere.id),
    ]);
    const told = { reason: 'held', mayReturnAt: first.expiresAt, nextStep: 'come-back-when-holds-expire' };
    const refused = await ask(event, 'holds');
    expect(refused).toBeProblem(409, 'ticketing/sold-out');
    expect(refused.body).toMatchObject(told);
    const { nextStep, ...facts } = told;
    expect(await quoted(event)).toMatchObject([{ code: 'ticketing/sold-out', nextStep, facts }]);
  });

  it('names no moment where nothing returns by itself, and a waiting list only where one is open', async () => {
    const event = await pricedEvent(org.owner, { size: 1, approval: true });
    await register(t.visitor, event);
    const other = await org.owner.post(`/v1/events/${event.id}/quotas`, { name: 'Balcony', size: 1 });
    const type = await org.owner.post(`/v1/events/${event.id}/ticket-types`, {
      name: { en: 'Balcony' },
      quotaIds: [other.body.id],
    });
    await holdOf(t.visitor, { ...event, ticketTypeId: type.body.id });
    const refused = (await ask(event, 'holds')).body;
    expect(refused).toMatchObject({ code: 'ticketing/sold-out', reason: 'ordered' });
    expect([refused.nextStep, refused.mayReturnAt]).toEqual([undefined, undefined]);
    const full = await soldOutEvent(org.owner, t.visitor);
    expect((await ask(full, 'holds')).body).toMatchObject({ reason: 'gone', nextStep: 'join-waiting-list' });
    await openList(org.owner, full.id, { open: false });
    expect((await ask(full, 'holds')).body.nextStep).toBeUndefined();
  });
});

describe('a quote', () => {
  it('counts what holds have that are over as free, with the uses of their codes', async () => {
    const event = await pricedEvent(org.owner, { size: 1 });
    const code = { code: 'ONCE', effect: 'percent', rate: 50_000, maxUses: 1 };
    expect((await org.owner.post(`/v1/events/${event.id}/codes`, code)).status).toBe(201);
    const cart = cartOf(event, 1, { code: 'ONCE' });
    const hold = await holdOf(t.visitor, event, { code: 'ONCE' });
    expect(await quoted(event, cart)).toMatchObject([{ code: 'ticketing/code-used-up' }]);
    await isOver(hold);
    expect(await quoted(event, cart)).toEqual([]);
    expect((await ask(event, 'holds', cart)).status).toBe(201);
  });

  it('counts what the waiting list will take as taken, and takes nothing', async () => {
    const event = await soldOutEvent(org.owner, t.visitor);
    const waiting = await waits(t.visitor, event);
    await t.sql('update quotas set size = 2 where id = $1', [fromPublicId('quo', event.quotaId)]);
    expect(await quoted(event)).toMatchObject([
      { code: 'ticketing/sold-out', nextStep: 'join-waiting-list', facts: { left: 0, reason: 'waiting-list' } },
    ]);
    expect((await t.visitor.get(waiting.path)).body.state).toBe('waiting');
    expect((await ask(event, 'holds')).body).toMatchObject({ code: 'ticketing/sold-out', reason: 'held' });
    expect((await t.visitor.get(waiting.path)).body.state).toBe('offered');
  });
});
