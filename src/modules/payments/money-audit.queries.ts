import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, one, rows } from '../../platform/database/sql.js';
import type { ProviderName } from './payment-provider.js';

/** Sums of the view `money_counts` over all orders. */
export interface MoneyCount {
  provider: ProviderName;
  currency: string;
  captured: number;
  givenBack: number;
  onTheWay: number;
  atProvider: number;
  inRefunds: number;
}

const differs = `(at_provider <> captured - given_back or in_refunds <> on_the_way or of_order <> captured - given_back - on_the_way)`;

export const moneyCounts = (tx: Tx, actor: Actor): Promise<MoneyCount[]> =>
  rows(
    tx,
    `select provider, currency, sum(captured) as captured, sum(given_back) as "givenBack", sum(on_the_way) as "onTheWay",
            sum(at_provider) as "atProvider", sum(in_refunds) as "inRefunds"
       from money_counts where organization_id = $1 group by provider, currency order by provider, currency`,
    [actor.organizationId],
  );

/** Orders whose ledger, money and state do not agree. */
export interface OrderDrift {
  /** The ledger says something else than their payments and refunds. */
  ledger: number;
  /** They, or tickets that others have from them, are paid, and their money does not cover them. */
  uncovered: number;
  /** Their money covers them, and they are not paid. */
  unpaid: number;
}

/** Paid orders of events that are over keep their tickets, whatever happens to their money: those are on the list only. */
export async function orderDrift(tx: Tx, actor: Actor): Promise<OrderDrift> {
  const row = await one<OrderDrift>(
    tx,
    `with money as (
       select order_id, currency, sum(captured - given_back - on_the_way) as net, bool_or(${differs}) as differs
         from money_counts where organization_id = $1 group by order_id, currency)
     select (select count(*) from money where differs)::integer as ledger,
            count(*) filter (where e.ends_at > now() and coalesce(m.net, 0) < greatest(0, o.total_amount - o.credited_amount) + o.retained_amount
                               and (o.state = 'paid' or o.state = 'retained' and exists (
                                      select from tickets k where k.organization_id = o.organization_id and k.paid_by = o.id and k.state = 'valid')))::integer as uncovered,
            count(*) filter (where o.state = 'pending' and m.net >= greatest(0, o.total_amount - o.credited_amount) + o.retained_amount)::integer as unpaid
       from orders o join events e on e.organization_id = o.organization_id and e.id = o.event_id
       left join money m on m.order_id = o.id and m.currency = o.total_currency
      where o.organization_id = $1 and o.total_amount + o.retained_amount > 0`,
    [actor.organizationId],
  );
  return row ?? { ledger: 0, uncovered: 0, unpaid: 0 };
}

/** Orders whose money may say something against them, for the list. */
export async function ordersToWatch(tx: Tx, actor: Actor): Promise<string[]> {
  const found = await rows<{ id: string }>(
    tx,
    `select distinct order_id as id from payments where organization_id = $1 and updated_at > now() - interval '1 hour'
      union select order_id from refunds where organization_id = $1 and updated_at > now() - interval '1 hour'
      union select p.order_id from payments p join orders o on o.organization_id = p.organization_id and o.id = p.order_id
             where p.organization_id = $1 and p.state = 'confirmed' and o.updated_at > now() - interval '1 hour'
      union select order_id from payment_discrepancies where organization_id = $1 and state = 'open' and kind in ('paid-without-ticket', 'overpaid')`,
    [actor.organizationId],
  );
  return found.map(({ id }) => id);
}
