import { fromPublicId, toPublicId } from '../../src/kernel/id.js';
import type { TestApp, TestOrganization } from './boot.js';
import { type TicketedEvent, register, tokenOf } from './given-tickets.js';

/** An order that costs something, and its private path. */
export interface PricedOrder {
  id: string;
  /** As the database has it. */
  uuid: string;
  code: string;
  path: string;
  tickets: { id: string }[];
}

/** What a ticket of the order costs, in minor units, tax included. */
export interface Priced {
  price: number;
  tax?: number;
  rate?: number;
}

/** What the order costs and where it stands. */
interface PricedTerms {
  prices: readonly Priced[];
  currency?: string;
  state?: 'paid' | 'pending';
  locale?: string;
}

/** Registers somebody and gives the order prices, in the state that is named. */
export async function pricedOrder(t: TestApp, event: TicketedEvent, terms: PricedTerms): Promise<PricedOrder> {
  const [order] = await pricedOrders(t, event, [terms]);
  if (!order) throw new Error('One order was asked for');
  return order;
}

/** Many at once. */
export async function pricedOrders(
  t: TestApp,
  event: TicketedEvent,
  all: readonly PricedTerms[],
): Promise<PricedOrder[]> {
  const tickets = (prices: readonly Priced[]) =>
    prices.map((_, index) => ({ ticketTypeId: event.ticketTypeId, attendee: { name: `Гость ${index + 1}` } }));
  const orders = await Promise.all(
    all.map(({ prices, locale = 'ru' }) => register(t.visitor, event, { locale, tickets: tickets(prices) })),
  );
  await t.settled();
  return Promise.all(
    orders.map(async (order, index) => {
      const [{ id: uuid }] = await t.sql(`select id from orders where event_id = $1 and code = $2`, [
        fromPublicId('evt', event.id),
        order.code,
      ]);
      await price(t, uuid, all[index] ?? { prices: [] });
      const path = `/v1/public/orders/${tokenOf(order)}`;
      return { id: toPublicId('ord', uuid), uuid, code: order.code, path, tickets: order.tickets };
    }),
  );
}

async function price(
  t: TestApp,
  uuid: string,
  { prices, currency = 'EUR', state = 'paid' }: PricedTerms,
): Promise<void> {
  await t.sql(
    `update tickets set price_amount = line.price, list_amount = line.price, tax_amount = coalesce(line.tax, 0), tax_rate = line.rate,
            tax_name = case when line.rate is null then null else '{"en": "VAT", "ru": "НДС"}'::jsonb end,
            state = case $3 when 'pending' then 'reserved' else state end
       from rows from (jsonb_to_recordset($2::jsonb) as (price bigint, tax bigint, rate integer)) with ordinality as line(price, tax, rate, position)
      where order_id = $1 and tickets.position = line.position`,
    [uuid, JSON.stringify(prices), state],
  );
  await t.sql(
    `update orders set total_amount = $2, total_currency = $3, state = $4, paid_amount = case $4 when 'paid' then $2::bigint else 0 end,
            expires_at = case $4 when 'pending' then now() + interval '1 day' end where id = $1`,
    [uuid, prices.reduce((sum, line) => sum + line.price, 0), currency, state],
  );
}

/** Tells the subscribers of a fact again, as a repeated delivery does. */
export async function tellAgain(t: TestApp, org: TestOrganization, fact: string, orderId: string): Promise<void> {
  const data = { organizationId: fromPublicId('org', org.id), data: { orderId } };
  await t.sql(
    `insert into job.job (name, data, retry_limit, expire_seconds) select name, $2, 0, 60 from job.queue where name = $1`,
    [`invoices/${fact}`, JSON.stringify(data)],
  );
  await t.settled();
}
