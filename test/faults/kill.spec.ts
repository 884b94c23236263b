import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { publishedEvent } from '../support/given.js';
import { orderOf } from '../support/given-tickets.js';
import { Fleet, newOwner } from './fleet.js';

const capacity = 100;
const buyers = 120;

let fleet: Fleet;
beforeAll(async () => {
  fleet = await Fleet.start();
}, 300_000);
afterAll(() => fleet.stop(), 60_000);

describe('kill -9 of every process while people register', () => {
  it('loses nothing that was acknowledged, and mails everybody once', async () => {
    const owner = await newOwner(fleet);
    const event = await publishedEvent(owner);
    const quota = await owner.post(`/v1/events/${event.id}/quotas`, { name: 'Hall', size: capacity });
    const type = await owner.post(`/v1/events/${event.id}/ticket-types`, {
      name: { en: 'Guest' },
      quotaIds: [quota.body.id],
    });

    const acknowledged: string[] = [];
    let refused = 0;
    let next = 0;
    const buy = async () => {
      while (next < buyers) {
        const email = `buyer${next++}@example.org`;
        const order = orderOf({ ticketTypeId: type.body.id }, { email });
        const answer = await fleet.insist(`/v1/public/events/${event.slug}/orders`, order, email);
        if (answer.status === 201) acknowledged.push(answer.body.id);
        else refused += answer.status === 409 ? 1 : 0;
      }
    };
    const reached = async (count: number) => {
      for (let tries = 0; tries < 1200 && acknowledged.length + refused < count; tries++) await pause(20);
    };
    const disasters = async () => {
      for (const [count, disaster] of [
        [15, () => fleet.killApi()],
        [35, () => fleet.killWorker()],
        [55, () => fleet.killDatabase()],
        [75, () => fleet.killApi()],
        [85, () => fleet.killEverything()],
      ] as const) {
        await reached(count);
        await disaster();
      }
    };
    await Promise.all([...Array.from({ length: 3 }, buy), disasters()]);

    expect(acknowledged.length).toBe(capacity);
    expect(refused).toBe(buyers - capacity);
    expect(new Set(acknowledged).size).toBe(capacity);
    const [{ sold, tickets, orders } = { sold: 0, tickets: 0, orders: 0 }] = await fleet.query<{
      sold: number;
      tickets: number;
      orders: number;
    }>(
      `select (select sold from quotas) as sold, (select count(*) from tickets where state = 'valid')::int as tickets, (select count(*) from orders where state = 'paid')::int as orders`,
    );
    expect({ sold, tickets, orders }).toEqual({ sold: capacity, tickets: capacity, orders: capacity });

    await fleet.drained();
    const byAddress = Map.groupBy(fleet.catcher.mails(), (mail) => mail.recipients[0]);
    const confirmed = [...byAddress].filter(([address]) => address?.startsWith('buyer'));
    expect(confirmed.length).toBe(capacity);
    expect(confirmed.filter(([, mails]) => new Set(mails.map((mail) => mail.messageId)).size !== 1)).toEqual([]);
  }, 240_000);
});
