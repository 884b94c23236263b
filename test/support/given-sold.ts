import { jest } from '@jest/globals';
import { SettlementsService } from '../../src/modules/registrations/settlements.service.js';
import { systemActor } from '../../src/platform/auth/actor.js';
import { Database } from '../../src/platform/database/database.js';
import { Jobs } from '../../src/platform/jobs/jobs.service.js';
import type { TestApp } from './boot.js';
import type { Client } from './client.js';
import { type TicketedEvent, register, tokenOf } from './given-tickets.js';

/** A policy with steps, a fee and a deadline. */
export const policy = {
  byAttendee: true,
  until: null,
  steps: [
    { hoursBefore: 0, rate: 50_000 },
    { hoursBefore: 168, rate: 80_000 },
  ],
  fee: { EUR: 100 },
};

/** A registration whose tickets were bought at these prices, and paid, in euro cents, as the ledger's side would have left it. */
export async function bought(
  t: TestApp,
  event: TicketedEvent,
  prices: readonly number[],
  overrides: Record<string, unknown> = {},
) {
  const { terms = policy, ...order } = overrides;
  const tickets = prices.map((_, index) => ({
    ticketTypeId: event.ticketTypeId,
    attendee: { name: `Guest ${index + 1}` },
  }));
  const made = await register(t.visitor, event, { tickets, ...order });
  await t.sql(
    `with priced as (
       update tickets k set list_amount = p.price, price_amount = p.price
         from orders o, unnest($2::bigint[]) with ordinality as p(price, position)
        where o.code = $1 and k.order_id = o.id and k.position = p.position
     )
     update orders set total_amount = $3, paid_amount = $3, total_currency = 'EUR', cancellation_policy = $4 where code = $1`,
    [made.code, prices, prices.reduce((sum, price) => sum + price, 0), JSON.stringify(terms)],
  );
  return { ...made, path: `/v1/public/orders/${tokenOf(made)}` };
}

/** Hears what is told from now on; ids and amounts of the refunds that became due. */
export function hearRefunds(t: TestApp): { amount: number; sourceId: string; orderId: string }[] {
  const jobs = t.get(Jobs);
  const due: { amount: number; sourceId: string; orderId: string }[] = [];
  const publish = jobs.publish.bind(jobs);
  jest.spyOn(jobs, 'publish').mockImplementation((tx, actor, messages) => {
    for (const { type, data } of messages) if (type === 'order.refund-due') due.push(data as (typeof due)[number]);
    return publish(tx, actor, messages);
  });
  return due;
}

/** Brings the event so near that it starts in so many hours. */
export const startsIn = (t: TestApp, event: TicketedEvent, hours: number) =>
  t.sql(
    `update events set starts_at = now() + $2 * interval '1 hour', ends_at = now() + ($2 + 3) * interval '1 hour' where slug = $1`,
    [event.slug, hours],
  );

/** Somebody comes in by the ticket. */
export const scan = (door: { post(path: string, body: unknown): Promise<any> }, event: TicketedEvent, code: string) =>
  door.post(`/v1/events/${event.id}/scans`, {
    code,
    device: 'gate',
    clientScanId: crypto.randomUUID(),
  });

/** Another type of the event on a quota of its own, at this price in euro cents; null: free. The event sells in euros. */
export async function pricedType(
  t: TestApp,
  owner: Client,
  event: TicketedEvent,
  { price, size = 10 }: { price: number | null; size?: number },
): Promise<string> {
  const quota = (await owner.post(`/v1/events/${event.id}/quotas`, { name: `Hall ${price}`, size })).body;
  const made = await owner.post(`/v1/events/${event.id}/ticket-types`, {
    name: { en: `Seat ${price}`, ru: `Место ${price}` },
    quotaIds: [quota.id],
  });
  await t.sql(
    `insert into sale_settings (event_id, organization_id, currencies) select id, organization_id, '{EUR}' from events where slug = $1
     on conflict (event_id) do update set currencies = '{EUR}'`,
    [event.slug],
  );
  if (price !== null)
    await t.sql(
      `insert into prices (organization_id, event_id, ticket_type_id, currency, amount)
       select organization_id, event_id, id, 'EUR', $2 from ticket_types where name->>'en' = $1 and event_id = (select id from events where slug = $3)`,
      [`Seat ${price}`, price, event.slug],
    );
  return made.body.id;
}

/** The order's money has come, as payments would say it. */
export async function moneyCame(t: TestApp, code: string): Promise<string> {
  const [order] = await t.sql('select id, organization_id from orders where code = $1', [code]);
  const actor = systemActor(order.organization_id);
  return t.get(Database).transaction(actor, (tx) => t.get(SettlementsService).paid(tx, actor, order.id));
}
