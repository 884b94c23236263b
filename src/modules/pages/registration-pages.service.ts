import { Injectable } from '@nestjs/common';
import { Problem, type Refusal } from '../../kernel/problem.js';
import { invalid, keyInFlight, keyReused, overloaded } from '../../platform/http/http.problems.js';
import { requestValidation } from '../../platform/http/validation.js';
import { NewOrderDto } from '../registrations/order-request.dto.js';
import { OrdersService } from '../registrations/orders.service.js';
import { isTaken } from '../ticketing/availability.dto.js';
import { OffersService } from '../ticketing/offers.service.js';
import {
  alreadyRegistered,
  answersInvalid,
  eventCancelled,
  notOffered,
  notYetOnSale,
  registrationNotOpen,
  registrationOver,
  saleOver,
  soldOut,
  tooFew,
  tooMany,
} from '../ticketing/ticketing.problems.js';
import type { Door } from './doors.service.js';
import { type Brought, EventPagesService } from './event-pages.service.js';
import { stateOf } from './event.view.js';
import { claimOf } from './form-claim.js';
import { ChoosingPagesService } from './choosing-pages.service.js';
import { needsChoosing } from './choose.view.js';
import { pointersOf, questionAt } from './faults.rules.js';
import { type PageRequest, type Reader, queryText } from './page-request.js';
import { type PageAnswer, PagesService } from './pages.service.js';
import { pathIn } from './paths.js';
import { type Sent, faultText, missingAnswers, readForm } from './questions.rules.js';
import {
  type RegistrationFacts,
  type Refused,
  type Typed,
  consentsOf,
  refusedPage,
  registrationForm,
  takeable,
} from './registration.view.js';
import { RoomGateService } from './room-gate.service.js';
import { answersOf, askedOf } from './ticket-questions.rules.js';

/** Registering on a page: the same way as through the API, with what is wrong said in words beside each field. */
@Injectable()
export class RegistrationPagesService {
  constructor(
    private readonly pages: PagesService,
    private readonly events: EventPagesService,
    private readonly offers: OffersService,
    private readonly orders: OrdersService,
    private readonly gate: RoomGateService,
    private readonly choosing: ChoosingPagesService,
  ) {}

  /** One ticket that costs nothing has one form; otherwise what to take is chosen first. */
  async show(door: Door, request: PageRequest): Promise<PageAnswer> {
    const facts = await this.facts(door, {
      code: queryText(request, 'code'),
      currency: queryText(request, 'currency'),
    });
    const reader = this.readerOf(facts, request);
    const several = needsChoosing(facts.offers) || request.query['several'] === '1';
    const why = this.whyClosed(facts, several);
    if (why) return refusedPage(why, facts, reader, 200);
    const room = await this.gate.whereToWait(door, facts.event.slug, { request, locale: reader.locale });
    if (room) return room;
    if (several) return this.choosing.show(facts, request, reader);
    return ask(facts, reader, { sent: prefilled(door), errors: new Map() });
  }

  async register(door: Door, body: unknown, request: PageRequest): Promise<PageAnswer> {
    const sent = readForm(body);
    const text = (name: string) => sent.get(name)?.[0] || null;
    const facts = await this.facts(door, { code: text('code'), currency: text('currency') });
    const reader = this.readerOf(facts, request);
    const room = await this.gate.whereToWait(door, facts.event.slug, { request, locale: reader.locale });
    if (room) return room;
    if (text('step') === 'choose') return this.choosing.choose(facts, sent, request, reader);
    const errors = mistakes(facts, sent, reader);
    if (errors.size > 0) return ask(facts, reader, { sent, errors });
    try {
      const admissionToken = await this.gate.admissionToken(facts.event.slug, request);
      const input = await validated({ ...orderOf(facts, sent, reader), ...(admissionToken && { admissionToken }) });
      const visitor = { ...door.actor, ...(claimOf(door, sent) && { idempotency: claimOf(door, sent) }) };
      const { manageUrl } = await this.orders.place(visitor, door.eventId, input);
      return { seeOther: pathIn(`${new URL(manageUrl).pathname}?created=1`, reader.locale) };
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      return this.refuse(failure, await this.facts(door), { sent, errors }, reader);
    }
  }

  private async refuse(problem: Problem, facts: RegistrationFacts, typed: Typed, reader: Reader): Promise<PageAnswer> {
    if (problem.refusal === overloaded || problem.refusal === keyInFlight) {
      const page = ask(facts, reader, { ...typed, alert: reader.t('refused.busyAlert') });
      return { ...page, status: 503, retryAfter: problem.details.retryAfter ?? 2 };
    }
    if (problem.refusal === invalid || problem.refusal === answersInvalid) {
      const errors = errorsAt(pointersOf(problem), facts, typed.sent, reader);
      if (errors.size > 0) return ask(facts, reader, { ...typed, errors });
    }
    const why = refusedBy.get(problem.refusal);
    if (!why) throw problem;
    const wanted = typed.sent.get('ticketType')?.[0];
    const others = takeable(facts.offers).filter((offer) => offer.ticketTypeId !== wanted);
    if (isAboutTicket.has(why) && others.length > 0) {
      return ask(facts, reader, { ...typed, errors: new Map([['ticketType', reader.t('form.ticketGone')]]) });
    }
    return refusedPage(why, facts, reader, 409);
  }

  private async facts(door: Door, brought: Brought = {}): Promise<RegistrationFacts> {
    const { event, organization, offers, waitingList } = await this.events.facts(door, brought);
    const { items } = await this.offers.questions(event.slug);
    return {
      door,
      event,
      organization: organization.name,
      offers,
      questions: items,
      waitingList: waitingList.open,
    };
  }

  private readerOf({ door, event }: RegistrationFacts, request: PageRequest): Reader {
    return this.pages.reader(request, { known: door.invitation?.locale ?? null, offered: event.languages });
  }

  private whyClosed({ event, offers }: RegistrationFacts, several: boolean): Refused | null {
    const state = stateOf(event, this.events.now());
    if (state !== 'planned') return state;
    const open = several ? offers.filter(({ availability }) => availability.state === 'available') : takeable(offers);
    if (open.length > 0) return null;
    return offers.some(({ availability }) => isTaken(availability)) ? 'soldOut' : 'notOnSale';
  }
}

const refusedBy: ReadonlyMap<Refusal, Refused> = new Map<Refusal, Refused>([
  [soldOut, 'soldOut'],
  [notYetOnSale, 'notOnSale'],
  [saleOver, 'notOnSale'],
  [notOffered, 'notOnSale'],
  [registrationNotOpen, 'notOnSale'],
  [registrationOver, 'over'],
  [eventCancelled, 'cancelled'],
  [alreadyRegistered, 'alreadyRegistered'],
  // The form was sent before, successfully, and now with other answers: its sender has a registration.
  [keyReused, 'alreadyRegistered'],
  [tooFew, 'limit'],
  [tooMany, 'limit'],
]);
const isAboutTicket: ReadonlySet<Refused> = new Set<Refused>(['soldOut', 'notOnSale', 'limit']);

/** A form with errors is 422, so that programs see it too; to people it is the same page. */
const ask = (facts: RegistrationFacts, reader: Reader, typed: Typed) => ({
  locale: reader.locale,
  status: typed.errors.size > 0 ? 422 : 200,
  template: 'form' as const,
  view: registrationForm(facts, reader, typed),
});

const prefilled = ({ invitation }: Door): Sent =>
  new Map([
    ['name', [invitation?.name ?? '']],
    ['email', [invitation?.email ?? '']],
  ]);

/** What can be seen to be missing, all at once. Whether the rest is right is the service's to say. */
function mistakes(facts: RegistrationFacts, sent: Sent, reader: Reader): Map<string, string> {
  const { t } = reader;
  const blank = (id: string) => (sent.get(id)?.[0] ?? '').trim() === '';
  return new Map([
    ...(blank('name') ? [['name', t('form.nameMissing')] as const] : []),
    ...(blank('email') ? [['email', t('form.emailMissing')] as const] : []),
    ...(blank('ticketType') ? [['ticketType', t('form.ticketMissing')] as const] : []),
    ...missingAnswers(askedOf(facts.questions), sent, reader),
  ]);
}

/** The errors of the fields that a refusal points at, in the order of the form. */
function errorsAt(
  pointers: readonly string[],
  facts: RegistrationFacts,
  sent: Sent,
  reader: Reader,
): Map<string, string> {
  const { t } = reader;
  const at = (...candidates: string[]) => candidates.some((candidate) => pointers.includes(candidate));
  const keys = new Set(pointers.map(questionAt));
  const asked = askedOf(facts.questions);
  return new Map([
    ...(at('/name', '/tickets/0/attendee/name') ? [['name', t('form.nameWrong')] as const] : []),
    ...(at('/email') ? [['email', t('form.emailWrong')] as const] : []),
    ...(at('/tickets/0/ticketTypeId') ? [['ticketType', t('form.ticketGone')] as const] : []),
    ...facts.questions.flatMap(({ key }, index) => {
      const question = asked[index];
      return question && keys.has(key) ? [[question.id, faultText(question, sent, reader)] as const] : [];
    }),
  ]);
}

/** The form as a body of the API: one ticket, for the person who fills it in. */
function orderOf(
  { door, organization, questions }: RegistrationFacts,
  sent: Sent,
  reader: Reader,
): Record<string, unknown> {
  const text = (id: string) => sent.get(id)?.[0] ?? '';
  const of = (scope: 'order' | 'attendee') =>
    answersOf(
      questions.filter((question) => question.scope === scope),
      sent,
    );
  return {
    name: text('name'),
    email: text('email'),
    locale: reader.locale,
    answers: of('order'),
    tickets: [{ ticketTypeId: text('ticketType'), attendee: { name: text('name') }, answers: of('attendee') }],
    consents: consentsOf(organization, sent, reader),
    ...(door.invitation && { invitationToken: door.invitation.token }),
  };
}

/** Judged as the API judges it. */
const validated = async (body: Record<string, unknown>): Promise<NewOrderDto> =>
  (await requestValidation().transform(body, { type: 'body', metatype: NewOrderDto })) as NewOrderDto;
