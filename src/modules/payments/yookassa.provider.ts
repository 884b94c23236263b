import { Injectable, type OnModuleInit } from '@nestjs/common';
import { fromPublicId, toPublicId } from '../../kernel/id.js';
import { Config } from '../../platform/config/config.js';
import { type JsonAnswer, fetchJson } from './outbound.js';
import {
  type Notice,
  NoticeForged,
  type PaymentIntent,
  type PaymentProvider,
  type PaymentReport,
  type ProviderAccount,
  ProviderForbids,
  ProviderRefused,
  ProviderUnreachable,
  type RefundIntent,
  type RefundReport,
  type ReportedRefund,
  type StartedPayment,
} from './payment-provider.js';
import { Providers } from './providers.js';
import { fromYookassa, toYookassa } from './yookassa-amounts.rules.js';
import { type YookassaPayment, type YookassaRefund, noticeOf } from './yookassa-notices.js';

const states = { succeeded: 'confirmed', canceled: 'canceled' } as const;
const refundStates = { succeeded: 'done', canceled: 'failed' } as const;

/** Cards, SBP and more by https://yookassa.ru/developers/api. Its notices are not signed: nothing in them is believed. */
@Injectable()
export class YookassaProvider implements PaymentProvider, OnModuleInit {
  readonly provider = 'yookassa';
  readonly online = true;

  constructor(
    private readonly config: Config,
    private readonly providers: Providers,
  ) {}

  onModuleInit(): void {
    this.providers.add(this);
  }

  async start(account: ProviderAccount | null, intent: PaymentIntent): Promise<StartedPayment> {
    const amount = toYookassa(intent.money);
    if (!amount) throw new ProviderRefused(`YooKassa does not take ${intent.money.currency}`);
    const payment = await this.call<YookassaPayment>(account, 'POST /payments', {
      key: intent.paymentId,
      definite: true,
      body: {
        amount,
        capture: true,
        confirmation: {
          type: 'redirect',
          return_url: intent.returnUrl,
          locale: intent.locale === 'ru' ? 'ru_RU' : 'en_US',
        },
        description: intent.description,
        metadata: { payment: intent.paymentId },
      },
    });
    const redirectUrl = payment.confirmation?.confirmation_url ?? null;
    return { ref: payment.id, redirectUrl, instructions: null, reference: null };
  }

  async ask(account: ProviderAccount, ref: string): Promise<PaymentReport> {
    const payment = await this.call<YookassaPayment>(account, `GET /payments/${encodeURIComponent(ref)}`);
    const refunds = payment.status === 'succeeded' ? await this.refundsOf(account, ref) : [];
    return {
      state: states[payment.status as keyof typeof states] ?? 'pending',
      money: fromYookassa(payment.amount),
      paymentId: payment.metadata?.['payment'] ?? null,
      live: !payment.test,
      captureRef: payment.id,
      failure: payment.cancellation_details?.reason ?? null,
      underWay: payment.status === 'waiting_for_capture',
      refunds,
    };
  }

  /** YooKassa lets a payment that nobody has made end by itself, within the hour; only money that is held can be let go. */
  async cancel(account: ProviderAccount, ref: string): Promise<PaymentReport> {
    await this.call(account, `POST /payments/${encodeURIComponent(ref)}/cancel`, { key: ref, body: {} }).catch(
      (error: unknown) => {
        if (!(error instanceof ProviderRefused)) throw error;
      },
    );
    return this.ask(account, ref);
  }

  async refund(account: ProviderAccount, intent: RefundIntent): Promise<RefundReport> {
    const refund = await this.call<YookassaRefund>(account, 'POST /refunds', {
      key: intent.key,
      definite: true,
      body: {
        payment_id: intent.ref,
        amount: toYookassa(intent.money),
        // It comes back with the list of refunds, and says whose this one is.
        description: toPublicId('rfd', intent.refundId),
      },
    });
    return { ref: refund.id, state: stateOf(refund), failure: refund.cancellation_details?.reason ?? null };
  }

  readNotification(account: ProviderAccount, body: Buffer): Notice {
    const notice = noticeOf(body);
    if (!notice) throw new NoticeForged('This is no notice of YooKassa');
    if (notice.shopId !== null && notice.shopId !== account.settings['shopId'])
      throw new NoticeForged('It is about another shop');
    return notice;
  }

  private async refundsOf(account: ProviderAccount, ref: string): Promise<ReportedRefund[]> {
    const path = `GET /refunds?payment_id=${encodeURIComponent(ref)}&limit=100`;
    const list = await this.call<{ items: YookassaRefund[] }>(account, path);
    return list.items.map((refund) => ({
      ref: refund.id,
      refundId: fromPublicId('rfd', refund.description ?? ''),
      money: fromYookassa(refund.amount),
      state: stateOf(refund),
    }));
  }

  private async call<T>(
    account: ProviderAccount | null,
    request: string,
    { key, body, definite = false }: { key?: string; body?: object; definite?: boolean } = {},
  ): Promise<T> {
    const [method = '', path = ''] = request.split(' ');
    const answer = await fetchJson(`${this.config.yookassaApiUrl.replace(/\/+$/, '')}/v3${path}`, {
      method,
      headers: {
        authorization: `Basic ${credentialsOf(account)}`,
        ...(key !== undefined && { 'idempotence-key': key }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.status === 200) return answer.body as T;
    throw meaningOf(answer, definite);
  }
}

const credentialsOf = (account: ProviderAccount | null): string =>
  Buffer.from(`${String(account?.settings['shopId'])}:${account?.secrets['secretKey'] ?? ''}`).toString('base64');

/** `definite`: something is to happen, and what YooKassa says no to has not happened. */
function meaningOf({ status, body }: JsonAnswer, definite: boolean): Error {
  const { code = '', description = '' } = body as { code?: string; description?: string };
  const message = `${status} ${code}: ${description}`.slice(0, 300);
  // 202: YooKassa is still at it. 401, 403: we may not ask, which says nothing of what has happened.
  const forbidden = status === 401 || status === 403;
  const transient = status < 400 || status === 429 || status >= 500;
  if (forbidden && !definite) return new ProviderForbids(message);
  return transient ? new ProviderUnreachable(message) : new ProviderRefused(message);
}

function stateOf(refund: YookassaRefund): RefundReport['state'] {
  return refundStates[refund.status as keyof typeof refundStates] ?? 'pending';
}
