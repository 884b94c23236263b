import { Injectable } from '@nestjs/common';
import { fromPublicId } from '../../kernel/id.js';
import { Problem } from '../../kernel/problem.js';
import { invalid, unknownId } from '../../platform/http/http.problems.js';
import { requestValidation } from '../../platform/http/validation.js';
import type { MyTicketDto } from '../registrations/my-order.dto.js';
import { changeUnknown } from '../registrations/registrations.problems.js';
import { ResaleService } from '../registrations/resale.service.js';
import { OfferTransferDto } from '../registrations/transfer.dto.js';
import { TransfersService } from '../registrations/transfers.service.js';
import { TypeChangesService } from '../registrations/type-changes.service.js';
import { openResale, openTransfer } from './after-sale.view.js';
import { OrderFactsService } from './order-facts.service.js';
import type { OrderFacts } from './order-facts.js';
import { isOpen, standingTickets } from './order.view.js';
import type { PageRequest, Reader } from './page-request.js';
import { type PageAnswer, PagesService } from './pages.service.js';
import { pathIn } from './paths.js';
import { type Sent, readForm } from './questions.rules.js';
import { refusalOf, refusalText } from './refusals.rules.js';
import type { Typed } from './registration.view.js';
import { optionValue, ticketConfirm, transferForm, transferValues, typeForm } from './ticket.view.js';

/** One ticket of a registration, and what is asked about it. */
interface Asked {
  token: string;
  id: string;
  facts: OrderFacts;
  ticket: MyTicketDto;
  reader: Reader;
}

const nothingTyped: Typed = { sent: new Map(), errors: new Map() };

/** Another type, to somebody else, back for resale: each asked about on a page of its own. */
@Injectable()
export class TicketPagesService {
  constructor(
    private readonly pages: PagesService,
    private readonly registrations: OrderFactsService,
    private readonly types: TypeChangesService,
    private readonly transfers: TransfersService,
    private readonly resales: ResaleService,
  ) {}

  async show(token: string, ticketId: string, what: string, request: PageRequest): Promise<PageAnswer> {
    const asked = await this.asked(token, ticketId, request);
    if (!isOpen(asked.facts)) return toOrder(asked);
    if (what === 'type' && asked.facts.order.typeChange) return toOrder(asked, '#due');
    if (what === 'type') return this.askType(asked, nothingTyped);
    if (what === 'transfer') return askTransfer(asked, nothingTyped);
    if (what === 'resale') return askResale(asked);
    throw unknownId();
  }

  async send(
    token: string,
    ticketId: string,
    { what, body, request }: { what: string; body: unknown; request: PageRequest },
  ): Promise<PageAnswer> {
    const asked = await this.asked(token, ticketId, request);
    const sent = readForm(body);
    const withdraws = sent.get('do')?.[0] === 'withdraw';
    try {
      if (what === 'type') return await (withdraws ? this.keepType(asked) : this.changeType(asked, sent));
      if (what === 'transfer') return await (withdraws ? this.takeBack(asked) : this.offer(asked, sent));
      if (what === 'resale') return await this.resell(asked, withdraws);
    } catch (failure) {
      return this.refuse(failure, asked, what, sent);
    }
    throw unknownId();
  }

  private async askType({ token, id, facts, ticket, reader }: Asked, typed: Typed): Promise<PageAnswer> {
    const { items } = await this.types.options(token, id);
    return form(typeForm(facts, ticket, items, reader, typed), reader, typed);
  }

  private async changeType(asked: Asked, sent: Sent): Promise<PageAnswer> {
    const { token, id, reader } = asked;
    const { items } = await this.types.options(token, id);
    const option = items.find((candidate) => optionValue(candidate) === sent.get('option')?.[0]);
    if (!option) {
      const errors = new Map([
        ['option', reader.t(sent.has('option') ? 'ticket.type.changed' : 'ticket.type.missing')],
      ]);
      return this.askType(asked, { sent, errors });
    }
    const { ticketTypeId, variationId, difference } = option;
    await this.types.change(token, undefined, id, {
      ticketTypeId: fromPublicId('tty', ticketTypeId) ?? '',
      variationId: variationId && fromPublicId('var', variationId),
      expectedDifference: difference,
    });
    return toOrder(asked, difference > 0 ? '#due' : '?retyped=1');
  }

  private async keepType(asked: Asked): Promise<PageAnswer> {
    await this.types.withdraw(asked.token, undefined);
    return toOrder(asked, '?kept=1');
  }

  private async offer(asked: Asked, sent: Sent): Promise<PageAnswer> {
    const text = (name: string) => (sent.get(name)?.[0] ?? '').trim().replaceAll('\r\n', '\n');
    if (text('email') === '')
      return askTransfer(asked, { sent, errors: new Map([['email', asked.reader.t('form.emailMissing')]]) });
    const body = {
      email: text('email'),
      locale: asked.reader.locale,
      ...(text('name') !== '' && { name: text('name') }),
      ...(text('message') !== '' && { message: text('message') }),
    };
    const input = (await requestValidation().transform(body, {
      type: 'body',
      metatype: OfferTransferDto,
    })) as OfferTransferDto;
    await this.transfers.offer(asked.token, undefined, asked.id, input);
    return toOrder(asked, '?transferred=1');
  }

  private async takeBack(asked: Asked): Promise<PageAnswer> {
    await this.transfers.withdraw(asked.token, undefined, asked.id);
    return toOrder(asked, '?withdrawn=1');
  }

  private async resell(asked: Asked, withdraws: boolean): Promise<PageAnswer> {
    const { token, id } = asked;
    if (withdraws) await this.resales.withdraw(token, undefined, id);
    else await this.resales.offer(token, undefined, id);
    return toOrder(asked, withdraws ? '?withdrawn=1' : '?returned=1');
  }

  private async refuse(failure: unknown, asked: Asked, what: string, sent: Sent): Promise<PageAnswer> {
    // Pressed twice, or too late: the page of the registration says how it stands.
    if (failure instanceof Problem && failure.refusal === changeUnknown) return toOrder(asked);
    if (!(failure instanceof Problem) || failure.status >= 500 || failure.status === 404) throw failure;
    const { reader, facts } = asked;
    if (failure.refusal === invalid)
      return askTransfer(asked, { sent, errors: new Map([['email', reader.t('form.emailWrong')]]) });
    const alert = refusalText(refusalOf(failure), { ...reader, timeZone: facts.event.timeZone });
    const typed = { sent, errors: new Map<string, string>(), alert };
    if (what === 'type') return this.askType(asked, typed);
    return what === 'transfer' ? askTransfer(asked, typed) : toOrder(asked);
  }

  private async asked(token: string, ticketId: string, request: PageRequest): Promise<Asked> {
    const facts = await this.registrations.facts(token);
    const ticket = standingTickets(facts).find(({ id }) => id === ticketId);
    const id = fromPublicId('tkt', ticketId);
    if (!ticket || id === null) throw unknownId();
    return { token, id, facts, ticket, reader: this.pages.reader(request, { known: facts.order.locale }) };
  }
}

const toOrder = ({ facts, reader }: Asked, rest = ''): PageAnswer => ({
  seeOther: pathIn(`${facts.path}${rest}`, reader.locale),
});

const form = (view: ReturnType<typeof typeForm>, { locale }: Reader, typed: Typed): PageAnswer => ({
  locale,
  status: typed.errors.size > 0 || typed.alert !== undefined ? 422 : 200,
  template: 'form',
  view,
});

function askTransfer({ facts, ticket, reader }: Asked, typed: Typed): PageAnswer {
  const open = openTransfer(facts, ticket.id);
  if (!open) return form(transferForm(facts, ticket, reader, typed), reader, typed);
  const values = transferValues(facts, open, reader);
  return {
    locale: reader.locale,
    template: 'confirm',
    view: ticketConfirm(facts, ticket, 'transferBack', values, reader),
  };
}

function askResale({ facts, ticket, reader }: Asked): PageAnswer {
  const what = openResale(facts, ticket.id) ? 'resaleBack' : 'resale';
  return { locale: reader.locale, template: 'confirm', view: ticketConfirm(facts, ticket, what, {}, reader) };
}
