import { createHash, randomUUID } from 'node:crypto';

import { type Answer, type Ask, basicCredentials, header, isObject, json, readObject, textsOf } from './exchange.js';
import type { Account, Bill } from './model.js';
import { Refused, type Till } from './till.js';
import type { YookassaObjects } from './yookassa-objects.js';

/** An error as YooKassa says it. */
class YookassaError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly description: string,
    readonly parameter?: string,
  ) {
    super(description);
  }
}

const wrong = (description: string, parameter?: string): YookassaError =>
  new YookassaError(400, 'invalid_request', description, parameter);
const unknown = (what: string): YookassaError => new YookassaError(404, 'not_found', `${what} doesn't exist`);

type Body = Readonly<Record<string, unknown>>;
type Route = (account: Account, body: Body, id: string, ask: Ask) => object;

const hour = 3_600_000;

/** The parts of https://yookassa.ru/developers/api that take and return payments. */
export class YookassaApi {
  private readonly routes: readonly [RegExp, Route][] = [
    [/^GET \/v3\/me$/, (account) => ({ account_id: account.id, status: 'enabled', test: true })],
    [/^POST \/v3\/payments$/, (account, body) => this.createPayment(account, body)],
    [/^GET \/v3\/payments\/([\w-]+)$/, (account, _body, id) => this.objects.payment(this.bill(account, id))],
    [/^POST \/v3\/payments\/([\w-]+)\/capture$/, (account, _body, id) => this.capture(account, id)],
    [/^POST \/v3\/payments\/([\w-]+)\/cancel$/, (account, _body, id) => this.cancel(account, id)],
    [/^POST \/v3\/refunds$/, (account, body) => this.createRefund(account, body)],
    [/^GET \/v3\/refunds$/, (account, _body, _id, ask) => this.listRefunds(account, ask)],
    [/^GET \/v3\/refunds\/([\w-]+)$/, (account, _body, id) => this.refund(account, id)],
  ];

  constructor(
    private readonly till: Till,
    private readonly objects: YookassaObjects,
  ) {}

  /** Judges one request. Whatever changes something carries an Idempotence-Key; what it was answered is answered again. */
  answer(ask: Ask): Answer {
    try {
      const account = this.accountOf(ask);
      if (ask.method === 'GET') return json(200, this.act(account, ask));
      const key = header(ask, 'idempotence-key');
      if (!key) throw wrong('Idempotence key is missing', 'Idempotence-Key');
      if (key.length > 64) throw wrong('Idempotence key is too long', 'Idempotence-Key');
      return this.once(account, ask, key);
    } catch (error) {
      return errorAnswer(error);
    }
  }

  private once(account: Account, ask: Ask, key: string): Answer {
    const { answers } = this.till.book;
    const place = `${account.id} ${key}`;
    const request = createHash('sha256').update(`${ask.path}\n${ask.body}`).digest('hex');
    const given = answers.get(place);
    if (given && given.request !== request) throw wrong('Idempotence key duplicated', 'Idempotence-Key');
    if (given) return { status: given.status, type: 'application/json', body: given.body };
    const answer = json(200, this.act(account, ask)); // what was refused may be tried again with the same key
    answers.set(place, { request, status: answer.status, body: answer.body });
    this.till.book.keep();
    return answer;
  }

  private act(account: Account, ask: Ask): object {
    const body = ask.body === '' ? {} : readObject(ask.body);
    if (!body) throw wrong('The body is no JSON object');
    for (const [pattern, route] of this.routes) {
      const match = pattern.exec(`${ask.method} ${ask.path}`);
      if (match) return route(account, body, match[1] ?? '', ask);
    }
    throw new YookassaError(404, 'not_found', `There is no ${ask.method} ${ask.path}`);
  }

  /** Shop and secret key as registered, or any shop with a key `test_…` that has not been seen with another. */
  private accountOf(ask: Ask): Account {
    const given = basicCredentials(ask);
    const known = given && this.till.book.accounts.get(given.user);
    if (known?.provider === 'yookassa' && known.key === given?.password) return known;
    if (given && !known && given.password.startsWith('test_')) {
      return this.till.register({ provider: 'yookassa', id: given.user, key: given.password });
    }
    throw new YookassaError(401, 'invalid_credentials', 'Error in shopId or secret key. Check their validity.');
  }

  private createPayment(account: Account, body: Body): object {
    const { amount, currency } = readAmount(body['amount']);
    const confirmation = isObject(body['confirmation']) ? body['confirmation'] : {};
    if (confirmation['type'] !== 'redirect') throw wrong('Only redirect is simulated', 'confirmation.type');
    const returnUrl = confirmation['return_url'];
    if (typeof returnUrl !== 'string') throw wrong('The return_url is missing', 'confirmation.return_url');
    const description = body['description'] ?? '';
    if (typeof description !== 'string' || description.length > 128) throw wrong('Up to 128 characters', 'description');
    const bill = this.till.open({
      accountId: account.id,
      amount,
      currency,
      description,
      metadata: textsOf(body['metadata']),
      returnUrl,
      locale: typeof confirmation['locale'] === 'string' ? confirmation['locale'] : null,
      capture: body['capture'] === true,
      expiresAt: Date.now() + hour,
    });
    return this.objects.payment(bill);
  }

  private capture(account: Account, id: string): object {
    const bill = this.bill(account, id);
    this.till.capture(bill);
    return this.objects.payment(bill);
  }

  /** Only what is held: a payment that nobody made yet ends by itself, after an hour. */
  private cancel(account: Account, id: string): object {
    const bill = this.bill(account, id);
    if (bill.state !== 'held')
      throw wrong('Only payments in the status waiting_for_capture can be canceled', 'payment_id');
    this.till.cancel(bill, 'canceled_by_merchant');
    return this.objects.payment(bill);
  }

  private createRefund(account: Account, body: Body): object {
    const bill = this.bill(account, String(body['payment_id']));
    const { amount, currency } = readAmount(body['amount']);
    if (currency !== bill.currency) throw wrong('The currency is not that of the payment', 'amount.currency');
    const reason = typeof body['description'] === 'string' ? body['description'] : null;
    return this.objects.refund(bill, this.till.refund(bill, { amount, reason }));
  }

  private listRefunds(account: Account, ask: Ask): object {
    const bill = this.bill(account, ask.query.get('payment_id') ?? '');
    return {
      type: 'list',
      items: this.till
        .refundsOf(bill)
        .map((refund) => this.objects.refund(bill, refund))
        .toReversed(),
    };
  }

  private refund(account: Account, id: string): object {
    const refund = this.till.book.refunds.get(id);
    if (!refund) throw unknown('Refund');
    return this.objects.refund(this.bill(account, refund.billId), refund);
  }

  /** The bill with this id, in this account only. */
  private bill(account: Account, id: string): Bill {
    const found = this.till.book.bills.get(id);
    if (!found || found.accountId !== account.id) throw unknown('Payment');
    return this.till.bill(id);
  }
}

function errorAnswer(error: unknown): Answer {
  const said = error instanceof Refused ? wrong(error.message) : error;
  if (!(said instanceof YookassaError)) throw error;
  const { status, code, description, parameter } = said;
  return json(status, { type: 'error', id: randomUUID(), code, description, ...(parameter && { parameter }) });
}

function readAmount(value: unknown): { amount: number; currency: string } {
  const { value: text, currency } = isObject(value) ? value : {};
  const match = typeof text === 'string' ? /^(\d+)(?:\.(\d{1,2}))?$/.exec(text) : null;
  if (!match || typeof currency !== 'string') throw wrong('Invalid amount', 'amount');
  const amount = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  if (amount < 1) throw wrong('Amount must be more than zero', 'amount.value');
  return { amount, currency };
}
