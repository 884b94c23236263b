import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../../src/kernel/id.js';
import { WaitingListService } from '../../../src/modules/waitlist/waiting-list.service.js';
import { systemActor } from '../../../src/platform/auth/actor.js';
import { Database } from '../../../src/platform/database/database.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { type TicketedEvent, orderOf, tokenOf } from '../../support/given-tickets.js';
import { openList, soldOutEvent, waits } from '../../support/given-waiting.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

type SoldOut = TicketedEvent & { orders: { manageUrl: string }[] };
const soldOut = (terms: Parameters<typeof soldOutEvent>[2] = {}) => soldOutEvent(org.owner, t.visitor, terms);
const free = async ({ orders }: SoldOut, n = 0) => {
  const token = tokenOf(orders[n] as { manageUrl: string });
  expect((await t.visitor.post(`/v1/public/orders/${token}/cancellation`)).status).toBe(200);
};
const state = async ({ id }: { id: string }) => (await org.owner.get(`/v1/waiting-entries/${id}`)).body.state;
const act = (entry: { id: string }, what: string, body: unknown = {}) =>
  org.owner.post(`/v1/waiting-entries/${entry.id}/${what}`, body);

describe('organisers of a waiting list', () => {
  it('let somebody go first, and say why; it is kept for good', async () => {
    const event = await soldOut();
    const [first, second] = [await waits(t.visitor, event), await waits(t.visitor, event)];
    const changed = await act(second, 'priority-changes', { priority: 5, reason: 'Speaks at the event' });
    expect(changed.body).toMatchObject({
      priority: 5,
      priorityChanges: [
        { before: 0, after: 5, reason: 'Speaks at the event', changedBy: expect.stringMatching(/^member:/) },
      ],
    });
    expect((await t.visitor.get(first.path)).body.position).toBe(2);
    await free(event);
    expect([await state(first), await state(second)]).toEqual(['waiting', 'offered']);
    await expect(
      t.get(Database).transaction(systemActor(fromPublicId('org', org.id) ?? ''), async (tx) => {
        await tx.query('delete from waiting_priority_changes');
      }),
    ).rejects.toThrow(/permission denied/);
  });

  it('pause, let wait again, and remove', async () => {
    const event = await soldOut({ places: 2 });
    const [first, second] = [await waits(t.visitor, event), await waits(t.visitor, event)];
    expect((await act(first, 'pause')).body).toMatchObject({ state: 'paused', pausedBecause: 'organizer' });
    expect(await act(first, 'pause')).toBeProblem(409, 'waitlist/state-refused');
    expect(await t.visitor.post(`${first.path}/resumption`)).toBeProblem(409, 'waitlist/state-refused');
    await free(event);
    expect(await state(second)).toBe('offered');
    await free(event, 1);
    expect((await act(first, 'reactivation')).body).toMatchObject({ state: 'offered', offer: { state: 'pending' } });
    expect((await act(second, 'removal')).body).toMatchObject({ state: 'removed', offer: { state: 'revoked' } });
    expect(await act(second, 'reactivation')).toBeProblem(409, 'waitlist/state-refused');
  });

  it('take an offer back; the person is skipped until they are let wait again', async () => {
    const event = await soldOut();
    const [first, second] = [await waits(t.visitor, event), await waits(t.visitor, event)];
    await free(event);
    expect((await act(first, 'revocation')).body).toMatchObject({ state: 'paused', pausedBecause: 'revoked' });
    expect(await state(second)).toBe('offered');
    await act(second, 'removal');
    expect(await state(first)).toBe('paused');
    expect((await act(first, 'reactivation')).body.state).toBe('offered');
  });

  it('offer out of turn what is free, and nothing that is not', async () => {
    const event = await soldOut({ places: 2, list: { paused: true } });
    const [first, second] = [await waits(t.visitor, event), await waits(t.visitor, event)];
    expect(await act(second, 'offers')).toBeProblem(409, 'waitlist/no-places');
    await free(event);
    expect(await state(first)).toBe('waiting');
    expect((await act(second, 'offers')).body).toMatchObject({ state: 'offered', offer: { count: 1 } });
    expect(await act(second, 'offers')).toBeProblem(409, 'waitlist/state-refused');
    expect(await act(first, 'offers', { count: 2 })).toBeProblem(409, 'waitlist/no-places');
    expect(await act(first, 'offers', { product: { ticketTypeId: (await soldOut()).ticketTypeId } })).toBeProblem(
      422,
      'waitlist/product-refused',
    );
  });

  it('see who waits, page by page and by state; others do not', async () => {
    const event = await soldOut();
    const [first, second] = [await waits(t.visitor, event), await waits(t.visitor, event)];
    await act(first, 'pause');
    const list = `/v1/events/${event.id}/waiting-entries`;
    const ids = async (query: string) =>
      (await org.owner.get(`${list}${query}`)).body.items.map(({ id }: { id: string }) => id);
    expect(await ids('')).toEqual([first.id, second.id]);
    expect(await ids('?state=paused')).toEqual([first.id]);
    expect(await ids('?state=waiting')).toEqual([second.id]);
    const analyst = await org.member('analyst');
    expect(await analyst.get(list)).toBeProblem(403, 'auth/forbidden');
    expect((await org.owner.get(`/v1/events/${event.id}/waiting-list`)).body).toMatchObject({ waiting: 1, offered: 0 });
  });

  it('set its terms: while it is paused the public has what is free, and what is left goes to the list afterwards', async () => {
    const event = await soldOut({ places: 2 });
    const entry = await waits(t.visitor, event);
    await openList(org.owner, event.id, { paused: true });
    await free(event);
    await free(event, 1);
    expect(await state(entry)).toBe('waiting');
    expect((await t.visitor.post(`/v1/public/events/${event.slug}/orders`, orderOf(event))).status).toBe(201);
    await openList(org.owner, event.id, { paused: false, offerHours: 2 });
    const { offer } = (await t.visitor.get(entry.path)).body;
    const hours = (new Date(offer.expiresAt).getTime() - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(1.9);
    expect(hours).toBeLessThanOrEqual(2);
    const path = `/v1/events/${event.id}/waiting-list`;
    expect(await org.owner.put(path, { open: true }, { 'if-match': '"1"' })).toBeProblem(
      412,
      'request/version-conflict',
    );
  });

  it('raise the number of places: those who wait have them first', async () => {
    const event = await soldOut();
    const party = await waits(t.visitor, event, { partySize: 3 });
    const one = await waits(t.visitor, event);
    const some = await waits(t.visitor, event, { partySize: 4, partial: true });
    const demand = await t.get(Database).read(systemActor(fromPublicId('org', org.id) ?? ''), (tx) =>
      t
        .get(WaitingListService)
        .demand(tx, systemActor(fromPublicId('org', org.id) ?? ''), fromPublicId('evt', event.id) ?? '', {
          ticketTypeId: fromPublicId('tty', event.ticketTypeId) ?? '',
          variationId: null,
        }),
    );
    expect(demand).toBe(8);
    await org.owner.change(`/v1/quotas/${event.quotaId}`, { size: 4 });
    await t.settled();
    expect([await state(party), await state(one), await state(some)]).toEqual(['offered', 'waiting', 'waiting']);
    await org.owner.change(`/v1/quotas/${event.quotaId}`, { size: 7 });
    await t.settled();
    expect((await t.visitor.get(some.path)).body.offer.count).toBe(2);
    expect(await state(one)).toBe('offered');
    expect((await org.owner.get(`/v1/events/${event.id}/stock`)).body.quotas[0]).toMatchObject({
      held: 6,
      sold: 1,
      left: 0,
    });
  });

  it('keep nothing for anybody so shortly before the start', async () => {
    const event = await soldOut({ list: { cutOffHours: 48, offerHours: 100 } });
    const entry = await waits(t.visitor, event);
    const starts = (hours: number) =>
      t.sql(`update events set starts_at = now() + make_interval(hours => $2) where id = $1`, [
        fromPublicId('evt', event.id),
        hours,
      ]);
    await starts(50);
    await free(event);
    const { offer } = (await t.visitor.get(entry.path)).body;
    expect((new Date(offer.expiresAt).getTime() - Date.now()) / 3_600_000).toBeLessThanOrEqual(2);
    await starts(47);
    await t.visitor.post(`${entry.path}/decline`);
    await t.visitor.post(`${entry.path}/resumption`);
    expect(await state(entry)).toBe('waiting');
    expect((await t.visitor.post(`/v1/public/events/${event.slug}/orders`, orderOf(event))).status).toBe(201);
  });
});
