import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { text } from 'node:stream/consumers';

import { portOf } from '../free-port.js';
import { Commands } from './commands.js';
import { control } from './control-api.js';
import { type Answer, type Ask, json } from './exchange.js';
import type { Fault } from './faults.js';
import { PayPage } from './pay-page.js';
import { StripeApi } from './stripe-api.js';
import { YookassaApi } from './yookassa-api.js';

export interface SimulatorOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Keeps accounts, payments and the ledger over a restart; without it they live in memory only. */
  readonly file?: string;
}

/**
 * The two payment providers on 127.0.0.1, with a ledger of their own that shares nothing with Turnout: Stripe's API under
 * `/v1`, YooKassa's under `/v3`, the page where people pay under `/pay`, `GET /ledger`, and commands under `/control`.
 * Any `sk_test_…` key and any shop with a key `test_…` has an account; `register` says where its notifications go.
 */
export class PaymentSimulator extends Commands {
  private readonly server: Server;
  private readonly page: PayPage;
  private readonly stripe: StripeApi;
  private readonly yookassa: YookassaApi;

  private constructor(file: string | null) {
    super(file, (bill) => `${this.url}/pay/${bill.id}`);
    this.stripe = new StripeApi(this.till, this.objects.stripe);
    this.yookassa = new YookassaApi(this.till, this.objects.yookassa);
    this.page = new PayPage(this.till);
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  static async start({ port = 0, file }: SimulatorOptions = {}): Promise<PaymentSimulator> {
    const simulator = new PaymentSimulator(file ?? null);
    await new Promise<void>((resolve, reject) => {
      simulator.server.once('error', reject);
      simulator.server.listen(port, '127.0.0.1', () => resolve());
    });
    return simulator;
  }

  /** What STRIPE_API_URL and YOOKASSA_API_URL must be. */
  get url(): string {
    return `http://127.0.0.1:${portOf(this.server)}`;
  }

  async stop(): Promise<void> {
    this.page.stop();
    this.notifications.stop();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const ask: Ask = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: await text(request),
    };
    const fault = /^\/v[13]\//.test(ask.path) ? this.faults.meet(ask) : undefined;
    const answer = await this.faulty(ask, fault);
    if (answer === 'break') return void request.socket.destroy();
    const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...answer.headers };
    response.writeHead(answer.status, { 'content-type': answer.type, ...headers });
    response.end(answer.body);
  }

  private async faulty(ask: Ask, fault: Fault | undefined): Promise<Answer | 'break'> {
    if (!fault) return this.route(ask);
    const { how, status = 500, milliseconds = 30_000 } = fault;
    if (how === 'hang' || how === 'break') {
      await pause(how === 'hang' ? milliseconds : 0);
      return 'break';
    }
    if (how === 'refuse') return json(status, broken(ask));
    const answer = await this.route(ask);
    if (how === 'lose') return 'break';
    if (how === 'fail-after') return json(status, broken(ask));
    await pause(milliseconds);
    return answer;
  }

  private async route(ask: Ask): Promise<Answer> {
    try {
      if (ask.path.startsWith('/v1/')) return this.stripe.answer(ask);
      if (ask.path.startsWith('/v3/')) return this.yookassa.answer(ask);
      if (ask.path.startsWith('/pay/')) return this.page.answer(ask);
      if (ask.method === 'POST' && /^\/control(\/accounts)?$/.test(ask.path)) return await control(this, ask);
      if (ask.path === '/ledger') return this.ledgerAnswer(ask.query.get('account') ?? undefined);
      return json(404, { error: 'Ask /v1, /v3, /pay, /ledger or /control' });
    } catch (error) {
      return json(500, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }

  private ledgerAnswer(accountId: string | undefined): Answer {
    return json(200, { payments: this.sums(accountId), entries: this.ledger(accountId) });
  }
}

/** An internal error in the words of the API that was asked. */
const broken = (ask: Ask): object =>
  ask.path.startsWith('/v1/')
    ? { error: { type: 'api_error', message: 'Something went wrong on our end' } }
    : { type: 'error', code: 'internal_server_error', description: 'Something went wrong on our end' };

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
