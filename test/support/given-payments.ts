import { fromPublicId } from '../../src/kernel/id.js';
import { PaymentSimulator } from '../../src/local/payment-simulator/payment-simulator.js';
import { derivedWebhookSecret } from '../../src/local/payment-simulator/till.js';
import { type TestApp, type TestOrganization, boot } from './boot.js';
import type { Client } from './client.js';
import { type TicketedEvent, register, tokenOf } from './given-tickets.js';

/** Turnout with both providers simulated, and an organisation that has an account with each. */
export interface PayingWorld {
  t: TestApp;
  org: TestOrganization;
  simulator: PaymentSimulator;
  accounts: { stripe: string; yookassa: string };
}

const stripeKey = 'sk_test_turnout';
const shop = { id: '506751', key: 'test_turnout' };

export async function payingWorld(env: Record<string, string> = {}, role?: { works: boolean }): Promise<PayingWorld> {
  const simulator = await PaymentSimulator.start();
  const t = await boot({ STRIPE_API_URL: simulator.url, YOOKASSA_API_URL: simulator.url, ...env }, role);
  const org = await t.organization();
  return { t, org, simulator, accounts: await connect(t, org.owner, simulator) };
}

/** Accounts on both sides: what an organiser enters here, and where the provider is to send its notices. */
export async function connect(
  t: { url: string },
  owner: Client,
  simulator: PaymentSimulator,
): Promise<PayingWorld['accounts']> {
  const stripe = await owner.post('/v1/payment-accounts', {
    provider: 'stripe',
    label: 'Stripe',
    settings: { live: false },
    secrets: { secretKey: stripeKey, webhookSecret: derivedWebhookSecret(stripeKey) },
  });
  const yookassa = await owner.post('/v1/payment-accounts', {
    provider: 'yookassa',
    label: 'YooKassa',
    settings: { live: false, shopId: shop.id },
    secrets: { secretKey: shop.key },
  });
  const url = (id: string) => `${t.url}/v1/public/payment-notifications/${id}`;
  simulator.register({ provider: 'stripe', key: stripeKey, notificationUrl: url(stripe.body.id) });
  simulator.register({ provider: 'yookassa', ...shop, notificationUrl: url(yookassa.body.id) });
  return { stripe: stripe.body.id, yookassa: yookassa.body.id };
}

/** A registration that waits for its money. */
export interface PendingOrder {
  id: string;
  uuid: string;
  token: string;
}

/** Somebody has taken a ticket that costs `amount`, and has not paid yet. */
export async function pendingOrder(
  t: TestApp,
  event: TicketedEvent,
  { amount = 2500, currency = 'RUB', hours = 72 }: { amount?: number; currency?: string; hours?: number } = {},
): Promise<PendingOrder> {
  const order = await register(t.visitor, event);
  const uuid = fromPublicId('ord', order.id) ?? '';
  await t.sql(
    `update orders set state = 'pending', total_amount = $2, total_currency = $3, paid_amount = 0,
            expires_at = clock_timestamp() + $4 * interval '1 hour' where id = $1`,
    [uuid, amount, currency, hours],
  );
  await t.sql(`update tickets set state = 'reserved', price_amount = $2, list_amount = $2 where order_id = $1`, [
    uuid,
    amount,
  ]);
  return { id: order.id, uuid, token: tokenOf(order) };
}

/** The state of the order, its tickets, and its money as the ledger has it. */
export async function standing(t: TestApp, { uuid }: { uuid: string }) {
  const [row] = await t.sql(
    `select o.state, (select array_agg(distinct k.state) from tickets k where k.order_id = o.id) as tickets,
            (select coalesce(-sum(amount), 0) from ledger_entries l where l.order_id = o.id and l.account = 'order')::int as money,
            (select coalesce(sum(amount), 0) from ledger_entries l where l.order_id = o.id and l.account = 'provider')::int as "atProvider"
       from orders o where o.id = $1`,
    [uuid],
  );
  return row as { state: string; tickets: string[]; money: number; atProvider: number };
}
