import { createHash } from 'node:crypto';

import { type Answer, type Ask, basicCredentials, header, json, textsOf } from './exchange.js';
import { type FormFields, fieldsAt, readForm, textAt } from './stripe-form.js';
import { type StripeObjects, uuidOf } from './stripe-objects.js';
import type { Account, Bill } from './model.js';
import { Refused, type Till } from './till.js';

/** An error as Stripe says it. */
class StripeError extends Error {
  constructor(
    readonly status: number,
    readonly error: { type: string; message: string; code?: string; param?: string },
  ) {
    super(error.message);
  }
}

const wrong = (message: string, param?: string): StripeError =>
  new StripeError(400, { type: 'invalid_request_error', message, ...(param && { param }) });
const missing = (what: string): StripeError =>
  new StripeError(404, { type: 'invalid_request_error', code: 'resource_missing', message: `No such ${what}` });

type Route = (account: Account, form: FormFields, id: string) => object;

const halfHour = 30 * 60_000;
const day = 24 * 3_600_000;

/** The parts of https://docs.stripe.com/api that take one-time payments. */
export class StripeApi {
  private readonly routes: readonly [RegExp, Route][] = [
    [/^GET \/v1\/account$/, (account) => ({ id: account.id, object: 'account', charges_enabled: true })],
    [/^POST \/v1\/checkout\/sessions$/, (account, form) => this.createSession(account, form)],
    [/^GET \/v1\/checkout\/sessions\/(cs_\w+)$/, (account, form, id) => this.session(account, form, id)],
    [/^POST \/v1\/checkout\/sessions\/(cs_\w+)\/expire$/, (account, form, id) => this.expireSession(account, form, id)],
    [/^POST \/v1\/payment_intents$/, (account, form) => this.createIntent(account, form)],
    [/^GET \/v1\/payment_intents\/(pi_\w+)$/, (account, form, id) => this.intent(account, form, id)],
    [/^POST \/v1\/payment_intents\/(pi_\w+)\/confirm$/, (account, form, id) => this.confirmIntent(account, form, id)],
    [/^POST \/v1\/payment_intents\/(pi_\w+)\/capture$/, (account, form, id) => this.captureIntent(account, form, id)],
    [/^POST \/v1\/payment_intents\/(pi_\w+)\/cancel$/, (account, form, id) => this.cancelIntent(account, form, id)],
    [/^POST \/v1\/refunds$/, (account, form) => this.createRefund(account, form)],
    [/^GET \/v1\/refunds$/, (account, form) => this.listRefunds(account, form)],
    [/^GET \/v1\/refunds\/(re_\w+)$/, (account, _form, id) => this.refund(account, id)],
    [/^GET \/v1\/disputes$/, (account, form) => this.listDisputes(account, form)],
  ];

  constructor(
    private readonly till: Till,
    private readonly objects: StripeObjects,
  ) {}

  /** Judges one request. What was answered to an idempotency key is answered again; with other parameters it is an error. */
  answer(ask: Ask): Answer {
    try {
      const account = this.accountOf(ask);
      const key = ask.method === 'POST' ? header(ask, 'idempotency-key') : undefined;
      return key === undefined ? json(200, this.act(account, ask)) : this.once(account, ask, key);
    } catch (error) {
      return errorAnswer(error);
    }
  }

  private once(account: Account, ask: Ask, key: string): Answer {
    const { answers } = this.till.book;
    const place = `${account.id} ${key}`;
    const request = createHash('sha256').update(`${ask.path}\n${ask.body}`).digest('hex');
    const given = answers.get(place);
    if (given && given.request !== request) {
      const message = `Keys for idempotent requests can only be used with the same parameters they were first used with (${key}).`;
      throw new StripeError(400, { type: 'idempotency_error', message });
    }
    if (given) {
      return {
        status: given.status,
        type: 'application/json',
        body: given.body,
        headers: { 'idempotent-replayed': 'true' },
      };
    }
    const answer = this.judged(account, ask);
    answers.set(place, { request, status: answer.status, body: answer.body });
    this.till.book.keep();
    return answer;
  }

  private judged(account: Account, ask: Ask): Answer {
    try {
      return json(200, this.act(account, ask));
    } catch (error) {
      return errorAnswer(error);
    }
  }

  private act(account: Account, ask: Ask): object {
    const form = readForm(ask.method === 'GET' ? ask.query.toString() : ask.body);
    for (const [pattern, route] of this.routes) {
      const match = pattern.exec(`${ask.method} ${ask.path}`);
      if (match) return route(account, form, match[1] ?? '');
    }
    throw new StripeError(404, {
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${ask.method}: ${ask.path})`,
    });
  }

  /** A secret key that was registered, or any `sk_test_…`. */
  private accountOf(ask: Ask): Account {
    const [scheme, token] = (header(ask, 'authorization') ?? '').split(' ');
    const key = scheme?.toLowerCase() === 'bearer' ? token : basicCredentials(ask)?.user;
    const known = [...this.till.book.accounts.values()].find((one) => one.provider === 'stripe' && one.key === key);
    if (known) return known;
    if (key?.startsWith('sk_test_')) return this.till.register({ provider: 'stripe', key });
    throw new StripeError(401, { type: 'invalid_request_error', message: 'Invalid API Key provided' });
  }

  private createSession(account: Account, form: FormFields): object {
    if (textAt(form, 'mode') !== 'payment') throw wrong('Only mode=payment is simulated', 'mode');
    const items = Object.values(fieldsAt(form, 'line_items')).map((item) => (typeof item === 'string' ? {} : item));
    if (items.length === 0) throw wrong('Missing required param: line_items.', 'line_items');
    const prices = items.map(readItem);
    const currency = prices[0]?.currency ?? '';
    if (prices.some((price) => price.currency !== currency))
      throw wrong('All prices must be of one currency', 'line_items');
    const returnUrl = textAt(form, 'success_url');
    if (!returnUrl) throw wrong('Missing required param: success_url.', 'success_url');
    const bill = this.till.open({
      accountId: account.id,
      amount: prices.reduce((sum, { amount }) => sum + amount, 0),
      currency,
      description: prices.map(({ name }) => name).join(', '),
      metadata: textsOf(fieldsAt(form, 'payment_intent_data', 'metadata')),
      sessionMetadata: textsOf(fieldsAt(form, 'metadata')),
      returnUrl,
      cancelUrl: textAt(form, 'cancel_url') ?? returnUrl,
      reference: textAt(form, 'client_reference_id') ?? null,
      locale: textAt(form, 'locale') ?? null,
      capture: textAt(form, 'payment_intent_data', 'capture_method') !== 'manual',
      expiresAt: readExpiry(textAt(form, 'expires_at')),
    });
    return this.objects.session(bill, expandOf(form));
  }

  private session(account: Account, form: FormFields, id: string): object {
    return this.objects.session(this.bill(account, id, 'checkout.session'), expandOf(form));
  }

  private expireSession(account: Account, form: FormFields, id: string): object {
    const bill = this.bill(account, id, 'checkout.session');
    if (bill.state !== 'open') {
      throw wrong('Only Checkout Sessions with a status in ["open"] can be expired.');
    }
    this.till.expire(bill);
    return this.objects.session(bill, expandOf(form));
  }

  private createIntent(account: Account, form: FormFields): object {
    const bill = this.till.open({
      accountId: account.id,
      amount: readAmount(textAt(form, 'amount'), 'amount'),
      currency: readCurrency(textAt(form, 'currency')),
      description: textAt(form, 'description') ?? '',
      metadata: textsOf(fieldsAt(form, 'metadata')),
      returnUrl: textAt(form, 'return_url') ?? '',
      hosted: false,
      capture: textAt(form, 'capture_method') !== 'manual',
    });
    if (textAt(form, 'confirm') === 'true') this.till.pay(bill);
    return this.objects.intent(bill, expandOf(form));
  }

  private intent(account: Account, form: FormFields, id: string): object {
    return this.objects.intent(this.bill(account, id, 'payment_intent'), expandOf(form));
  }

  private confirmIntent(account: Account, form: FormFields, id: string): object {
    const bill = this.bill(account, id, 'payment_intent');
    const method = textAt(form, 'payment_method') ?? '';
    if (method.includes('Declined')) {
      this.till.decline(bill, 'generic_decline');
      throw new StripeError(402, { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' });
    }
    this.till.pay(bill);
    return this.objects.intent(bill, expandOf(form));
  }

  private captureIntent(account: Account, form: FormFields, id: string): object {
    const bill = this.bill(account, id, 'payment_intent');
    this.till.capture(bill);
    return this.objects.intent(bill, expandOf(form));
  }

  private cancelIntent(account: Account, form: FormFields, id: string): object {
    const bill = this.bill(account, id, 'payment_intent');
    if (bill.hosted && bill.state === 'open') {
      throw wrong(
        'You cannot cancel this PaymentIntent: it belongs to a Checkout Session. Expire the session instead.',
      );
    }
    this.till.cancel(bill, 'canceled_by_merchant');
    return this.objects.intent(bill, expandOf(form));
  }

  private createRefund(account: Account, form: FormFields): object {
    const id = textAt(form, 'payment_intent') ?? textAt(form, 'charge') ?? '';
    const bill = this.bill(account, id, 'payment_intent');
    const asked = textAt(form, 'amount');
    const left = this.till.refundable(bill);
    if (bill.state === 'paid' && left === 0) {
      throw new StripeError(400, {
        type: 'invalid_request_error',
        code: 'charge_already_refunded',
        message: 'The charge has already been refunded.',
      });
    }
    const refund = this.till.refund(bill, {
      amount: asked === undefined ? left : readAmount(asked, 'amount'),
      metadata: textsOf(fieldsAt(form, 'metadata')),
      reason: textAt(form, 'reason') ?? null,
    });
    return this.objects.refund(bill, refund);
  }

  private listRefunds(account: Account, form: FormFields): object {
    const bill = this.bill(account, textAt(form, 'payment_intent') ?? '', 'payment_intent');
    const data = this.till.refundsOf(bill).map((refund) => this.objects.refund(bill, refund));
    return { object: 'list', url: '/v1/refunds', has_more: false, data: data.toReversed() };
  }

  private listDisputes(account: Account, form: FormFields): object {
    const bill = this.bill(account, textAt(form, 'payment_intent') ?? '', 'payment_intent');
    return {
      object: 'list',
      url: '/v1/disputes',
      has_more: false,
      data: bill.dispute ? [this.objects.dispute(bill)] : [],
    };
  }

  private refund(account: Account, id: string): object {
    const refund = this.till.book.refunds.get(uuidOf(id));
    if (!refund) throw missing(`refund: '${id}'`);
    return this.objects.refund(this.bill(account, refund.billId, 'refund'), refund);
  }

  /** The bill behind an id, in this account only. */
  private bill(account: Account, id: string, what: string): Bill {
    const found = this.till.book.bills.get(id.includes('-') ? id : uuidOf(id));
    if (!found || found.accountId !== account.id) throw missing(`${what}: '${id}'`);
    return this.till.bill(found.id);
  }
}

function errorAnswer(error: unknown): Answer {
  if (error instanceof StripeError) return json(error.status, { error: error.error });
  if (!(error instanceof Refused)) throw error;
  const code = error.why === 'state' ? 'payment_intent_unexpected_state' : undefined;
  return json(400, { error: { type: 'invalid_request_error', message: error.message, ...(code && { code }) } });
}

function readItem(item: FormFields): { amount: number; currency: string; name: string } {
  const quantity = Number(textAt(item, 'quantity') ?? '1');
  return {
    amount: readAmount(textAt(item, 'price_data', 'unit_amount'), 'line_items[unit_amount]') * quantity,
    currency: readCurrency(textAt(item, 'price_data', 'currency')),
    name: textAt(item, 'price_data', 'product_data', 'name') ?? '',
  };
}

function readAmount(text: string | undefined, param: string): number {
  const amount = Number(text);
  if (!/^\d+$/.test(text ?? '') || amount < 1) throw wrong(`Invalid integer: ${text ?? ''}`, param);
  return amount;
}

function readCurrency(text: string | undefined): string {
  if (!/^[a-z]{3}$/.test(text ?? '')) throw wrong(`Invalid currency: ${text ?? ''}`, 'currency');
  return String(text).toUpperCase();
}

/** Stripe's own bounds: half an hour to a day from now, a day by default. */
function readExpiry(text: string | undefined): number {
  if (text === undefined) return Date.now() + day;
  const at = Number(text) * 1000;
  const ahead = at - Date.now();
  if (!(ahead > halfHour - 60_000 && ahead <= day + 60_000)) {
    throw wrong('The `expires_at` timestamp must be between 30 minutes and 24 hours from now.', 'expires_at');
  }
  return at;
}

const expandOf = (form: FormFields): string[] => Object.values(fieldsAt(form, 'expand')).map(String);
