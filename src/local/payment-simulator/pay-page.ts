import type { Answer, Ask } from './exchange.js';
import { type Language, errorPage, payPage } from './pay-page.views.js';
import { sessionId } from './stripe-objects.js';
import type { Bill } from './model.js';
import { Refused, type Till } from './till.js';

/** How long money that is paid late is on its way, in milliseconds. */
export const lateness = 20_000;

/** The provider's page, where a person pays or refuses. */
export class PayPage {
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly till: Till) {}

  answer(ask: Ask): Answer {
    const language = languageOf(ask);
    try {
      const bill = this.till.bill(ask.path.split('/')[2] ?? '');
      if (ask.method === 'GET') return page(200, payPage(bill, languageOf(ask, bill)), bill);
      return this.act(bill, ask);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return page(error.why === 'unknown' ? 404 : 409, errorPage(language));
    }
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private act(bill: Bill, ask: Ask): Answer {
    if (bill.state !== 'open') return page(409, payPage(bill, languageOf(ask, bill)), bill);
    const act = new URLSearchParams(ask.body).get('do');
    const { provider } = this.till.account(bill.accountId);
    if (act === 'pay') this.till.pay(bill);
    else if (act === 'late') this.payLate(bill);
    else if (act === 'twice') this.till.payTwice(bill);
    else if (act === 'fail') this.till.decline(bill, 'insufficient_funds');
    else if (act === 'refuse' && provider === 'yookassa') this.till.decline(bill, 'permission_revoked');
    else if (act !== 'refuse') return page(400, payPage(bill, languageOf(ask, bill)), bill);
    if (act === 'fail' && provider === 'stripe') return page(402, payPage(bill, languageOf(ask, bill)), bill);
    return redirect(act === 'refuse' ? bill.cancelUrl : bill.returnUrl, bill);
  }

  private payLate(bill: Bill): void {
    this.till.pay(bill, true);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      if (bill.state === 'processing') this.till.settle(bill);
    }, lateness);
    this.timers.add(timer);
  }
}

function page(status: number, body: string, bill?: Bill): Answer {
  // A browser counts the redirect after a form as the form's target, so the merchant's site is named.
  const back = bill
    ? [bill.returnUrl, bill.cancelUrl].filter((url) => URL.canParse(url)).map((url) => new URL(url).origin)
    : [];
  const policy = `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action ${["'self'", ...new Set(back)].join(' ')}`;
  return { status, type: 'text/html; charset=utf-8', body, headers: { 'content-security-policy': policy } };
}

function redirect(url: string, bill: Bill): Answer {
  const target = URL.parse(url.replaceAll('{CHECKOUT_SESSION_ID}', sessionId(bill)));
  if (!target || !/^https?:$/.test(target.protocol))
    return { status: 200, type: 'text/plain; charset=utf-8', body: 'OK' };
  return { status: 303, type: 'text/plain; charset=utf-8', body: '', headers: { location: target.href } };
}

/** What the merchant asked for, else what the browser prefers. */
function languageOf(ask: Ask, bill?: Bill): Language {
  const wanted = ask.query.get('lang') ?? bill?.locale ?? ask.headers['accept-language'] ?? 'en';
  const preferred = wanted === 'auto' ? (ask.headers['accept-language'] ?? 'en') : wanted;
  return preferred.toLowerCase().startsWith('ru') ? 'ru' : 'en';
}
