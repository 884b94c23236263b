import type { PaymentSimulator } from './payment-simulator/payment-simulator.js';

interface Target {
  readonly api: string;
  readonly apiKey: string;
}

interface PaymentAccount {
  readonly provider: string;
  readonly notificationsUrl: string;
}

const bank = {
  holder: 'Северный круг',
  iban: '40703810000000000001',
  bic: '044525225',
  bank: 'ПАО Сбербанк',
  correspondentAccount: '30101810400000000225',
  taxId: '7812345678',
};

/**
 * Accounts of the organiser at both simulated providers and at a bank that does not exist, made where there are none; and
 * where the providers are to send their notices, on each start, since the port may be another one.
 * @returns why some could not be made; empty where all are there
 */
export async function ensureSandboxAccounts(sandbox: PaymentSimulator, target: Target): Promise<string> {
  const stripe = sandbox.register({ provider: 'stripe', key: 'sk_test_northern_circle' });
  const yookassa = sandbox.register({ provider: 'yookassa', id: '100500', key: 'test_northern_circle' });
  const wanted = [
    {
      provider: 'stripe',
      settings: { live: false },
      secrets: { secretKey: stripe.key, webhookSecret: stripe.webhookSecret },
    },
    { provider: 'yookassa', settings: { live: false, shopId: yookassa.id }, secrets: { secretKey: yookassa.key } },
    { provider: 'bank-transfer', settings: bank },
  ];
  const before = await accountsOf(target);
  if (!before) return 'this API key may not see them';
  for (const account of wanted) {
    if (before.some(({ provider }) => provider === account.provider)) continue;
    const body = JSON.stringify({ label: `Sandbox: ${account.provider}`, ...account });
    const made = await ask(target, { method: 'POST', body });
    if (!made.ok) return `${account.provider} was not made: ${await made.text()}`;
  }
  for (const { provider, notificationsUrl } of (await accountsOf(target)) ?? []) {
    const url = new URL(new URL(notificationsUrl).pathname, target.api);
    if (url.hostname !== '127.0.0.1') return 'this API is not on 127.0.0.1, so it gets no notices';
    if (provider === 'stripe') sandbox.register({ ...stripe, provider, notificationUrl: url.href });
    if (provider === 'yookassa') sandbox.register({ ...yookassa, provider, notificationUrl: url.href });
  }
  return '';
}

async function accountsOf(target: Target): Promise<PaymentAccount[] | undefined> {
  const answer = await ask(target, {});
  if (!answer.ok) return undefined;
  const found: PaymentAccount[] = JSON.parse(await answer.text());
  return found;
}

function ask({ api, apiKey }: Target, init: RequestInit): Promise<Response> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  return fetch(`${api}/v1/payment-accounts`, { ...init, headers });
}
