import { Injectable } from '@nestjs/common';
import { toString as drawQr } from 'qrcode';
import { fromPublicId } from '../../kernel/id.js';
import { Problem } from '../../kernel/problem.js';
import { invalid, unknownId, versionConflict } from '../../platform/http/http.problems.js';
import { requestValidation } from '../../platform/http/validation.js';
import type { MyPaymentDto } from '../payments/payment.dto.js';
import { MyOrdersService } from '../registrations/my-orders.service.js';
import type { MyTicketDto } from '../registrations/my-order.dto.js';
import { refundChanged } from '../registrations/registrations.problems.js';
import { ChangeOrderDto } from '../registrations/order-request.dto.js';
import { answersInvalid } from '../ticketing/ticketing.problems.js';
import { cancelRefusedView, cancelView } from './cancellation.view.js';
import { pointersOf } from './faults.rules.js';
import { changeErrors, changeForm, changeOf, changesMissing, storedForm } from './order-change.view.js';
import { OrderFactsService } from './order-facts.service.js';
import type { OrderFacts } from './order-facts.js';
import { isOpen, manageView } from './order.view.js';
import type { PageRequest, Reader } from './page-request.js';
import { type PageAnswer, PagesService } from './pages.service.js';
import { openTransferOf } from './payment.view.js';
import { pathIn } from './paths.js';
import { readForm } from './questions.rules.js';
import type { Typed } from './registration.view.js';

/** What the holder of a private link sees and does: the ticket, changes, cancellation. */
@Injectable()
export class OrderPagesService {
  constructor(
    private readonly pages: PagesService,
    private readonly registrations: OrderFactsService,
    private readonly orders: MyOrdersService,
  ) {}

  async show(token: string, request: PageRequest): Promise<PageAnswer> {
    const facts = await this.registrations.facts(token);
    const reader = this.readerOf(facts, request);
    const codes = facts.order.tickets.flatMap(({ code }) => (code === null ? [] : [code]));
    const pictures = {
      tickets: new Map(await Promise.all(codes.map(async (code) => [code, await qrPicture(code)] as const))),
      transfer: await transferPicture(openTransferOf(facts.money)),
    };
    const view = manageView(facts, reader, { done: doneText(facts, request, reader), pictures });
    return { locale: reader.locale, template: 'manage', view };
  }

  async showChange(token: string, request: PageRequest): Promise<PageAnswer> {
    const facts = await this.registrations.facts(token);
    const reader = this.readerOf(facts, request);
    if (!isOpen(facts)) return { seeOther: pathIn(facts.path, reader.locale) };
    return askChange(facts, reader, { sent: storedForm(facts), errors: new Map() });
  }

  async change(token: string, body: unknown, request: PageRequest): Promise<PageAnswer> {
    const facts = await this.registrations.facts(token);
    const reader = this.readerOf(facts, request);
    const sent = readForm(body);
    const missing = changesMissing(facts, sent, reader);
    if (missing.size > 0) return askChange(facts, reader, { sent, errors: missing });
    try {
      const version = Number(sent.get('version')?.[0]);
      await this.orders.change(token, Number.isInteger(version) ? version : 0, await validated(changeOf(facts, sent)));
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      if (failure.refusal === versionConflict) return conflict(facts, reader);
      const isForm = failure.refusal === invalid || failure.refusal === answersInvalid;
      const errors = isForm ? changeErrors(pointersOf(failure), facts, sent, reader) : new Map<string, string>();
      if (errors.size > 0) return askChange(facts, reader, { sent, errors });
      if (failure.status === 409) return { seeOther: pathIn(facts.path, reader.locale) };
      throw failure;
    }
    return { seeOther: pathIn(`${facts.path}?changed=1`, reader.locale) };
  }

  async showCancel(token: string, request: PageRequest): Promise<PageAnswer> {
    const facts = await this.registrations.facts(token);
    const reader = this.readerOf(facts, request);
    if (!isOpen(facts)) return { seeOther: pathIn(facts.path, reader.locale) };
    return this.askCancel(token, facts, ticketIn(facts, request), reader);
  }

  /** Does exactly what was shown: where something else would come back by now, that is shown instead. */
  async cancel(token: string, body: unknown, request: PageRequest): Promise<PageAnswer> {
    const facts = await this.registrations.facts(token);
    const reader = this.readerOf(facts, request);
    const ticket = ticketIn(facts, request);
    const expected = Number(readForm(body).get('expectedRefund')?.[0] ?? Number.NaN);
    const input = Number.isSafeInteger(expected) ? { expectedRefund: expected } : {};
    try {
      await this.orders.cancel(token, undefined, ticket && fromPublicId('tkt', ticket.id), input);
    } catch (failure) {
      if (!(failure instanceof Problem) || failure.status !== 409) throw failure;
      if (failure.refusal === refundChanged) return this.askCancel(token, facts, ticket, reader, 409);
      // Pressed twice, or too late: the page itself says how it stands.
      return { seeOther: pathIn(facts.path, reader.locale) };
    }
    return { seeOther: pathIn(`${facts.path}?cancelled=1`, reader.locale) };
  }

  private async askCancel(
    token: string,
    facts: OrderFacts,
    ticket: MyTicketDto | null,
    reader: Reader,
    status = 200,
  ): Promise<PageAnswer> {
    const preview = await this.orders.previewCancellation(token, ticket && fromPublicId('tkt', ticket.id));
    if (!preview.possible)
      return { locale: reader.locale, template: 'notice', view: cancelRefusedView(facts, preview, reader) };
    return { locale: reader.locale, status, template: 'confirm', view: cancelView(facts, ticket, preview, reader) };
  }

  private readerOf({ order }: OrderFacts, request: PageRequest): Reader {
    return this.pages.reader(request, { known: order.locale });
  }
}

/** `?ticket=` names one of the valid tickets; without it all are meant. */
function ticketIn(facts: OrderFacts, { query }: PageRequest) {
  if (query['ticket'] === undefined) return null;
  const ticket = facts.order.tickets.find(({ id }) => id === query['ticket']);
  if (!ticket) throw unknownId();
  return ticket;
}

/** What happened just now, as the address says it. */
function doneText({ order }: OrderFacts, { query }: PageRequest, { t }: Reader): string | null {
  if (query['created'] === '1') return createdText(order, t);
  if (query['paid'] === '1' && order.state === 'paid') return t('manage.paid', { email: order.email });
  if (query['changed'] === '1') return t('manage.changed');
  const told = ['transferred', 'withdrawn', 'returned', 'retyped', 'kept'].find((name) => query[name] === '1');
  if (told) return t(`manage.done.${told}`);
  if (query['cancelled'] !== '1') return null;
  return t(
    order.state === 'cancelled' || order.state === 'retained' ? 'manage.justCancelled' : 'manage.ticketJustCancelled',
  );
}

function createdText({ state, email }: OrderFacts['order'], t: Reader['t']): string | null {
  if (state === 'paid') return t('manage.created', { email });
  return state === 'pending' ? t('manage.placed', { email }) : null;
}

const askChange = (facts: OrderFacts, reader: Reader, typed: Typed): PageAnswer => ({
  locale: reader.locale,
  status: typed.errors.size > 0 ? 422 : 200,
  template: 'form',
  view: changeForm(facts, reader, typed),
});

function conflict({ path, organization }: OrderFacts, { locale, t }: Reader): PageAnswer {
  const heading = t('refused.conflict.heading');
  return {
    locale,
    status: 412,
    template: 'notice',
    view: {
      page: { title: heading, path: `${path}/change`, organization: { text: organization } },
      tone: 'calm',
      heading,
      text: [t('refused.conflict.text')],
      actions: [{ label: t('refused.conflict.again'), href: pathIn(`${path}/change`, locale), main: true }],
    },
  };
}

/** Judged as the API judges it. */
const validated = async (body: Record<string, unknown>): Promise<ChangeOrderDto> =>
  (await requestValidation().transform(body, { type: 'body', metatype: ChangeOrderDto })) as ChangeOrderDto;

/** The transfer as the app of a bank reads it. */
async function transferPicture(payment: MyPaymentDto | undefined): Promise<string | null> {
  const code = payment?.instructions?.['qr'];
  return code ? svgUri(await drawQr(code, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 })) : null;
}

const svgUri = (svg: string): string => `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;

/** Upper-case letters and digits alone make a small code; a quarter of it may be dirty or torn. */
async function qrPicture(code: string): Promise<string> {
  return svgUri(await drawQr(code, { type: 'svg', errorCorrectionLevel: 'Q', margin: 4 }));
}
