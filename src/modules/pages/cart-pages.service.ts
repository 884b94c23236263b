import { Injectable } from '@nestjs/common';
import { fromPublicId } from '../../kernel/id.js';
import { Problem, type Refusal } from '../../kernel/problem.js';
import { invalid, keyInFlight, keyReused, overloaded } from '../../platform/http/http.problems.js';
import { requestValidation } from '../../platform/http/validation.js';
import { Links } from '../../platform/links/links.service.js';
import { CartsService } from '../registrations/carts.service.js';
import { HoldOrderDto } from '../registrations/order-request.dto.js';
import { emailProofFailed, holdKept, holdOver } from '../registrations/registrations.problems.js';
import { OffersService } from '../ticketing/offers.service.js';
import {
  alreadyRegistered,
  answersInvalid,
  emailUnproven,
  eventCancelled,
  nameMissing,
  registrationOver,
} from '../ticketing/ticketing.problems.js';
import { type CartFacts, cartErrors, cartMistakes, cartView, holdOrderOf, holdOverView } from './cart.view.js';
import { EventPagesService } from './event-pages.service.js';
import { pointersOf } from './faults.rules.js';
import { claimOf } from './form-claim.js';
import type { PageRequest, Reader } from './page-request.js';
import { type PageAnswer, PagesService } from './pages.service.js';
import { pathIn } from './paths.js';
import { ProofsService } from './proofs.service.js';
import { type Sent, readForm } from './questions.rules.js';
import { refusalOf, refusalText } from './refusals.rules.js';
import { type Refused, type Typed, refusedPage } from './registration.view.js';

/** What is held for somebody: what it costs, until when it is theirs, and who comes. */
@Injectable()
export class CartPagesService {
  constructor(
    private readonly pages: PagesService,
    private readonly links: Links,
    private readonly events: EventPagesService,
    private readonly offers: OffersService,
    private readonly carts: CartsService,
    private readonly proofs: ProofsService,
  ) {}

  async show(token: string, request: PageRequest): Promise<PageAnswer> {
    const facts = await this.facts(token);
    const { email } = facts.hold;
    const known = new Map(email === null ? [] : [['email', [email]] as const]);
    return this.draw(facts, this.readerOf(facts, request), { sent: known, errors: new Map() });
  }

  async order(token: string, body: unknown, request: PageRequest): Promise<PageAnswer> {
    const facts = await this.facts(token);
    const reader = this.readerOf(facts, request);
    const sent = readForm(body);
    const mistakes = cartMistakes(facts, sent, reader);
    if (mistakes.size > 0) return this.draw(facts, reader, { sent, errors: mistakes });
    // Digits count once: what they have shown stays with the form, whatever else is wrong with it.
    let proven = sent;
    try {
      proven = await this.proofs.prove(facts.event.slug, sent);
      const input = await validated(holdOrderOf(facts, proven, reader));
      const { manageUrl } = await this.carts.order(token, claimOf(facts.door, sent), input);
      return { seeOther: pathIn(`${new URL(manageUrl).pathname}?created=1`, reader.locale) };
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      return this.refuse(failure, await this.facts(token), proven, reader);
    }
  }

  async extend(token: string, request: PageRequest): Promise<PageAnswer> {
    await this.carts.extend(token).catch(unless(holdOver, holdKept));
    return this.back(token, request);
  }

  /** Gives everything back and begins anew. */
  async release(token: string, request: PageRequest): Promise<PageAnswer> {
    await this.carts.release(token).catch(unless(holdKept));
    const facts = await this.facts(token);
    const { locale } = this.readerOf(facts, request);
    if (facts.hold.state !== 'released') return { seeOther: pathIn(facts.path, locale) };
    return { seeOther: pathIn(`/e/${facts.event.slug}/register?several=1`, locale) };
  }

  private async back(token: string, request: PageRequest): Promise<PageAnswer> {
    const facts = await this.facts(token);
    return { seeOther: pathIn(facts.path, this.readerOf(facts, request).locale) };
  }

  private async refuse(problem: Problem, facts: CartFacts, sent: Sent, reader: Reader): Promise<PageAnswer> {
    const { refusal } = problem;
    const { locale } = reader;
    const busy = refusal === overloaded || refusal === keyInFlight;
    if (busy) return this.askAgain(problem, facts, sent, reader);
    if (refusal === emailUnproven)
      return this.draw(facts, reader, await this.proofs.ask(facts.event.slug, sent, reader));
    if (refusal === emailProofFailed)
      return this.draw(facts, reader, { sent, errors: new Map([['digits', refusal.title[locale]]]) });
    if (refusal === holdOver) return { seeOther: pathIn(facts.path, locale) };
    const why = refusedBy.get(refusal);
    if (why) return refusedPage(why, facts, reader, 409);
    const errors = cartErrors(aboutForm.has(refusal) ? pointersOf(problem) : [], facts, sent, reader);
    if (errors.size > 0) return this.draw(facts, reader, { sent, errors });
    if (problem.status !== 409 && problem.status !== 422) throw problem;
    const alert = refusalText(refusalOf(problem), { ...reader, timeZone: facts.event.timeZone });
    return this.draw(facts, reader, { sent, errors, alert });
  }

  private askAgain(problem: Problem, facts: CartFacts, sent: Sent, reader: Reader): PageAnswer {
    const page = this.draw(facts, reader, { sent, errors: new Map(), alert: reader.t('refused.busyAlert') });
    return 'seeOther' in page ? page : { ...page, status: 503, retryAfter: problem.details.retryAfter ?? 2 };
  }

  /** The page leads on by itself when the places are not held any more. */
  private draw(facts: CartFacts, reader: Reader, typed: Typed): PageAnswer {
    const { hold, now, path } = facts;
    const left = hold.expiresAt === null ? 0 : Math.ceil((new Date(hold.expiresAt).getTime() - now.getTime()) / 1000);
    if (hold.state !== 'active' || left <= 0)
      return { locale: reader.locale, template: 'notice', view: holdOverView(facts, reader) };
    return {
      locale: reader.locale,
      status: typed.errors.size > 0 || typed.alert !== undefined ? 422 : 200,
      refresh: `${left + 1}; url=${pathIn(path, reader.locale)}`,
      template: 'cart',
      view: cartView(facts, reader, typed),
    };
  }

  private async facts(token: string): Promise<CartFacts> {
    const { actor } = await this.links.visit('hold', token);
    const hold = await this.carts.show(token);
    const eventId = fromPublicId('evt', hold.eventId) ?? '';
    const door = { actor, eventId, path: '', invitation: null };
    const { event, organization, offers, waitingList, now } = await this.events.facts(door, { everything: true });
    const { items } = await this.offers.questions(event.slug);
    return {
      door: { ...door, path: `/e/${event.slug}` },
      event,
      organization: organization.name,
      offers,
      questions: items,
      waitingList: waitingList.open,
      hold,
      path: `/h/${token}`,
      now,
    };
  }

  private readerOf({ event }: CartFacts, request: PageRequest): Reader {
    return this.pages.reader(request, { offered: event.languages });
  }
}

const aboutForm: ReadonlySet<Refusal> = new Set([invalid, answersInvalid, nameMissing]);
const refusedBy: ReadonlyMap<Refusal, Refused> = new Map<Refusal, Refused>([
  [alreadyRegistered, 'alreadyRegistered'],
  // The form was sent before, successfully, and now with other answers: its sender has a registration.
  [keyReused, 'alreadyRegistered'],
  [eventCancelled, 'cancelled'],
  [registrationOver, 'over'],
]);

/** Judged as the API judges it. */
const validated = async (body: Record<string, unknown>): Promise<HoldOrderDto> =>
  (await requestValidation().transform(body, { type: 'body', metatype: HoldOrderDto })) as HoldOrderDto;

/** Lets refusals pass that the next page explains by itself. */
const unless =
  (...expected: Problem['refusal'][]) =>
  (failure: unknown): void => {
    if (!(failure instanceof Problem) || !expected.includes(failure.refusal)) throw failure;
  };
