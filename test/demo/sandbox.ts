import type { Client } from '../../openapi/client/client/index.ts';
import { expectThat, turnoutUrl, visit } from './stage.ts';

/** An account at the simulated provider. */
export interface SandboxShop {
  /** Where the simulator is; known from the first payment on, since its page is there. */
  meet: (payPage: string) => Promise<void>;
  /** What the simulator itself says came and went, in minor units. */
  sums: () => Promise<{ captured: number; refunded: number }>;
}

/** Opens an account of the organiser's at the simulator of `npm start`, which knows every test key. */
export async function openShop(organizer: Client): Promise<SandboxShop> {
  const key = `sk_test_demo_${crypto.randomUUID().replaceAll('-', '')}`;
  const webhookSecret = `whsec_${crypto.randomUUID().replaceAll('-', '')}`;
  const account = await visit<{ notificationsUrl: string }>(
    'POST',
    '/v1/payment-accounts',
    {
      provider: 'stripe',
      label: 'Sandbox of the demo',
      settings: { live: false },
      secrets: { secretKey: key, webhookSecret },
    },
    organizer,
  );
  expectThat(`a payment account is made (${account.status})`, account.status === 201);
  const notices = new URL(new URL(account.body.notificationsUrl).pathname, turnoutUrl);
  if (notices.hostname === 'localhost') notices.hostname = '127.0.0.1';
  let origin = '';
  let id = '';
  return {
    meet: async (payPage) => {
      if (origin !== '') return;
      origin = new URL(payPage).origin;
      expectThat('payments go to the simulator, where no money moves', new URL(origin).hostname === '127.0.0.1');
      const body = { provider: 'stripe', key, webhookSecret, notificationUrl: notices.href };
      id = (await send<{ id: string }>(`${origin}/control/accounts`, body)).id;
    },
    sums: async () => {
      const ledger = await fetch(`${origin}/ledger?account=${id}`);
      const { payments } = (await ledger.json()) as { payments: { captured: number; refunded: number }[] };
      const total = (of: 'captured' | 'refunded') => payments.reduce((sum, payment) => sum + payment[of], 0);
      return { captured: total('captured'), refunded: total('refunded') };
    },
  };
}

/** Pays on the provider's page, as a browser would. */
export async function payOn(shop: SandboxShop, payPage: string): Promise<void> {
  await shop.meet(payPage);
  const paid = await fetch(payPage, { method: 'POST', body: new URLSearchParams({ do: 'pay' }), redirect: 'manual' });
  expectThat(`the page takes the money (${paid.status})`, paid.status === 303);
}

async function send<T>(url: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  expectThat(`the simulator answers (${answer.status})`, answer.ok);
  return (await answer.json()) as T;
}
