import { Injectable } from '@nestjs/common';
import { fromPublicId } from '../../kernel/id.js';
import { Problem } from '../../kernel/problem.js';
import { unknownId } from '../../platform/http/http.problems.js';
import type { PaymentMethodDto } from '../payments/payment.dto.js';
import { PaymentsService } from '../payments/payments.service.js';
import { OrderFactsService } from './order-facts.service.js';
import type { OrderFacts } from './order-facts.js';
import type { PageRequest, Reader } from './page-request.js';
import { type PageAnswer, PagesService } from './pages.service.js';
import { pathIn } from './paths.js';
import { leavingView, paymentPath, waitingView } from './payment.view.js';
import { readForm } from './questions.rules.js';

/** How often the page of a payment asks the provider by itself before it leaves that to the reader. */
const mostAsks = 12;

/** Paying on a page. The way out is a page of ours that leads on, since a form may only be sent to ourselves. */
@Injectable()
export class PaymentPagesService {
  constructor(
    private readonly pages: PagesService,
    private readonly registrations: OrderFactsService,
    private readonly payments: PaymentsService,
  ) {}

  async start(token: string, body: unknown, request: PageRequest): Promise<PageAnswer> {
    const facts = await this.registrations.facts(token);
    const { locale } = this.readerOf(facts, request);
    const wanted = readForm(body).get('provider')?.[0];
    const method = facts.money.methods.find(({ provider }) => provider === wanted);
    if (!method) return { seeOther: pathIn(facts.path, locale) };
    const payment = await this.begin(token, method.provider);
    if (payment?.redirectUrl) return { seeOther: pathIn(`${paymentPath(facts.path, payment)}/leaving`, locale) };
    // Paid meanwhile, refused, or a transfer: the page of the registration says how it stands.
    return { seeOther: pathIn(payment ? `${facts.path}#due` : `${facts.path}?payment=refused`, locale) };
  }

  async leave(token: string, paymentId: string, request: PageRequest): Promise<PageAnswer> {
    const facts = await this.registrations.facts(token);
    const reader = this.readerOf(facts, request);
    const payment = facts.money.payments.find(({ id }) => id === paymentId);
    if (!payment) throw unknownId();
    if (payment.redirectUrl === null) return { seeOther: pathIn(facts.path, reader.locale) };
    const path = `${paymentPath(facts.path, payment)}/leaving`;
    return {
      locale: reader.locale,
      template: 'leaving',
      refresh: `0; url=${new URL(payment.redirectUrl).href}`,
      view: leavingView(facts, payment, path, reader),
    };
  }

  /** The payer is back: the provider is asked, and asked again until it knows. */
  async check(token: string, paymentId: string, request: PageRequest): Promise<PageAnswer> {
    const id = fromPublicId('pay', paymentId);
    if (id === null) throw unknownId();
    const payment = await this.payments.check(token, id);
    const facts = await this.registrations.facts(token);
    const reader = this.readerOf(facts, request);
    const { locale } = reader;
    if (payment.state === 'confirmed') return { seeOther: pathIn(`${facts.path}?paid=1`, locale) };
    if (payment.state !== 'pending') return { seeOther: pathIn(`${facts.path}#due`, locale) };
    const asked = Number(request.query['asked'] ?? 0) + 1;
    const again = pathIn(`${paymentPath(facts.path, payment)}?asked=${asked}`, locale);
    return {
      locale,
      template: 'notice',
      ...(asked <= mostAsks && { refresh: `5; url=${again}` }),
      view: waitingView(facts, payment, reader),
    };
  }

  /** Null where the payment cannot be begun because of how things stand; that the provider does not answer is a failure. */
  private async begin(token: string, provider: PaymentMethodDto['provider']) {
    try {
      return await this.payments.start(token, undefined, provider);
    } catch (failure) {
      if (failure instanceof Problem && failure.status === 409) return null;
      throw failure;
    }
  }

  private readerOf({ order }: OrderFacts, request: PageRequest): Reader {
    return this.pages.reader(request, { known: order.locale });
  }
}
