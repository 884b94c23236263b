import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { bought, hearRefunds, policy } from '../../support/given-sold.js';
import { register, ticketedEvent } from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;
let due: ReturnType<typeof hearRefunds>;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  due = hearRefunds(t);
});
afterAll(() => t.stop());

describe('after an event is called off', () => {
  it('everybody gets their money back, each once, and whoever was cancelled before is left alone', async () => {
    const event = await ticketedEvent(org.owner, { size: 10 });
    const orders = [
      await bought(t, event, [1_000, 2_000], { terms: { ...policy, byAttendee: false } }),
      await bought(t, event, [4_000]),
      await bought(t, event, [0]),
    ];
    const gone = await bought(t, event, [500]);
    await t.visitor.post(`${gone.path}/cancellation`);
    const path = `/v1/events/${event.id}/refunds`;
    const wanted = { rate: 90_000, reason: 'Flood' };
    expect(await org.owner.post(path, wanted)).toBeProblem(409, 'registrations/event-not-cancelled');
    await org.owner.post(`/v1/events/${event.id}/cancellation`, { notify: false, reason: 'Flood' });
    const before = due.length;
    const started = await org.owner.post(path, wanted);
    expect(started).toMatchObject({ status: 201, body: { orders: 3, rate: 90_000 } });
    // Pressed twice: the second run finds the same orders, and nothing is given back twice.
    await org.owner.post(path, wanted);
    await t.settled();
    expect((await org.owner.get(`${path}/${started.body.id}`)).body).toMatchObject({ orders: 3, done: 3 });
    expect(
      due
        .slice(before)
        .map(({ amount }) => amount)
        .toSorted((one, other) => one - other),
    ).toEqual([2_700, 3_600]);
    const runs = (await org.owner.get(path)).body.items;
    expect(runs.map(({ done }: { done: number }) => done)).toEqual([runs[0].orders, 3]);
    const states = await Promise.all(orders.map(async (order) => (await t.visitor.get(order.path)).body.state));
    expect(states).toEqual(['retained', 'retained', 'cancelled']);
    const door = await org.member('door');
    expect(await door.post(path, wanted)).toBeProblem(403, 'auth/forbidden');
  });
});

describe('who lost their link', () => {
  it('gets it by mail, at most once an hour, and nobody else learns anything', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event, { email: 'lost@example.org' });
    await t.settled();
    const lookup = (email: string) => t.visitor.post(`/v1/public/events/${event.slug}/lookup`, { email });
    const mails = () => t.mails().filter((mail) => mail.isFor('lost@example.org')).length;
    const before = mails();
    const [known, unknown] = await Promise.all([lookup('LOST@example.org'), lookup('nobody@example.org')]);
    expect([known.status, unknown.status, known.body]).toEqual([202, 202, unknown.body]);
    await t.settled();
    expect(mails()).toBe(before + 1);
    expect((await t.visitor.post(`/v1/public/orders/${order.manageUrl.split('/').at(-1)}/resend`)).status).toBe(202);
    await t.settled();
    expect(mails()).toBe(before + 1);
    await t.sql(`update orders set link_mailed_at = now() - interval '61 minutes' where code = $1`, [order.code]);
    await t.sql(`delete from mails where key like '%link:%'`);
    await t.visitor.post(`/v1/public/orders/${order.manageUrl.split('/').at(-1)}/resend`);
    await t.settled();
    expect(mails()).toBe(before + 2);
    expect(await lookup('no address')).toBeProblem(422, 'request/invalid');
  });
});
