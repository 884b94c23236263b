import { Injectable } from '@nestjs/common';
import { Problem } from '../../kernel/problem.js';
import { requestValidation } from '../../platform/http/validation.js';
import { momentText, zoneText } from '../../platform/texts/moments.rules.js';
import { AcceptTransferDto, type OfferedTicketDto } from '../registrations/transfer.dto.js';
import { TransfersService } from '../registrations/transfers.service.js';
import { OffersService } from '../ticketing/offers.service.js';
import type { QuestionDto } from '../ticketing/question.dto.js';
import { DoorsService } from './doors.service.js';
import { EventPagesService } from './event-pages.service.js';
import { type EventFacts, eventHead } from './event.view.js';
import { pointersOf, questionAt } from './faults.rules.js';
import type { PageRequest, Reader } from './page-request.js';
import { type PageAnswer, PagesService } from './pages.service.js';
import { pathIn } from './paths.js';
import { type Sent, drawQuestions, faultText, missingAnswers, readForm } from './questions.rules.js';
import { refusalOf, refusalText } from './refusals.rules.js';
import { type Typed, personFields } from './registration.view.js';
import { answersOf, askedOf } from './ticket-questions.rules.js';
import { words } from './words.rules.js';

interface Offered {
  path: string;
  offer: OfferedTicketDto;
  facts: EventFacts;
  questions: readonly QuestionDto[];
  reader: Reader;
}

/** The page of a ticket that somebody is offered: take it, with a name and answers of one's own, or leave it. */
@Injectable()
export class TransferPagesService {
  constructor(
    private readonly pages: PagesService,
    private readonly doors: DoorsService,
    private readonly events: EventPagesService,
    private readonly offers: OffersService,
    private readonly transfers: TransfersService,
  ) {}

  async show(token: string, request: PageRequest): Promise<PageAnswer> {
    const offered = await this.offered(token, request);
    if (offered.offer.state !== 'offered') return over(offered);
    const { name, email } = offered.offer;
    return ask(offered, {
      sent: new Map([
        ['name', [name ?? '']],
        ['email', [email]],
      ]),
      errors: new Map(),
    });
  }

  async accept(token: string, body: unknown, request: PageRequest): Promise<PageAnswer> {
    const offered = await this.offered(token, request);
    if (offered.offer.state !== 'offered') return over(offered);
    const sent = readForm(body);
    const missing = mistakes(offered, sent);
    if (missing.size > 0) return ask(offered, { sent, errors: missing });
    try {
      const { manageUrl } = await this.transfers.accept(token, undefined, await validated(offered, sent));
      return { seeOther: pathIn(`${new URL(manageUrl).pathname}?created=1`, offered.reader.locale) };
    } catch (failure) {
      if (!(failure instanceof Problem) || failure.status >= 500 || failure.status === 404) throw failure;
      const errors = errorsAt(offered, pointersOf(failure), sent);
      if (errors.size > 0) return ask(offered, { sent, errors });
      const now = await this.offered(token, request);
      if (now.offer.state !== 'offered') return over(now);
      const { reader, facts } = offered;
      const alert = refusalText(refusalOf(failure), { ...reader, timeZone: facts.event.timeZone });
      return ask(offered, { sent, errors: new Map(), alert });
    }
  }

  async decline(token: string, request: PageRequest): Promise<PageAnswer> {
    const offered = await this.offered(token, request);
    if (offered.offer.state === 'offered') await this.transfers.decline(token, undefined);
    return { seeOther: pathIn(offered.path, offered.reader.locale) };
  }

  private async offered(token: string, request: PageRequest): Promise<Offered> {
    const offer = await this.transfers.show(token);
    const facts = await this.events.facts(await this.doors.byAddress(offer.eventSlug), { everything: true });
    const { items } = await this.offers.questions(offer.eventSlug);
    const reader = this.pages.reader(request, { known: offer.locale });
    return { path: `/x/${token}`, offer, facts, questions: items, reader };
  }
}

function ask(offered: Offered, typed: Typed): PageAnswer {
  const { path, offer, facts, questions, reader } = offered;
  const { locale, t } = reader;
  const title = t('transfer.heading');
  const at = new Date(offer.expiresAt);
  const { timeZone } = facts.event;
  const until = `${momentText(at, timeZone, locale)}, ${zoneText(at, timeZone, locale)}`;
  const names = offer.tickets.map((name) => words(name, locale).text).join(', ');
  return {
    locale,
    status: typed.errors.size > 0 || typed.alert !== undefined ? 422 : 200,
    template: 'form',
    view: {
      page: {
        title: typed.errors.size > 0 ? t('form.wrongTitle', { title }) : title,
        path,
        organization: { text: facts.organization.name },
      },
      event: eventHead(facts.event, reader),
      heading: { text: title },
      alert: typed.alert ?? null,
      intro: [
        { text: t('transfer.intro', { from: offer.from, ticket: names, until }) },
        ...(offer.message ? [{ text: `«${offer.message}»` }] : []),
        { text: t('transfer.terms') },
      ],
      form: {
        action: pathIn(path, locale),
        hidden: [],
        groups: [
          { fields: personFields(reader, typed) },
          ...drawQuestions(askedOf(questions), { ...typed, locale, t }),
        ],
        button: t('transfer.accept'),
      },
      after: { action: pathIn(`${path}/refusal`, locale), label: t('transfer.decline'), hidden: [], look: 'second' },
    },
  };
}

function over({ path, offer, facts, reader }: Offered): PageAnswer {
  const { locale, t } = reader;
  const heading = t(`transfer.over.${offer.state}.heading`);
  return {
    locale,
    template: 'notice',
    view: {
      page: { title: heading, path, organization: { text: facts.organization.name } },
      event: eventHead(facts.event, reader),
      tone: 'calm',
      heading,
      text: [t(`transfer.over.${offer.state}.text`)],
      actions: [{ label: t('refused.toEvent'), href: pathIn(`/e/${offer.eventSlug}`, locale), main: true }],
    },
  };
}

function mistakes({ questions, reader }: Offered, sent: Sent): Map<string, string> {
  const blank = (id: string) => (sent.get(id)?.[0] ?? '').trim() === '';
  return new Map([
    ...(blank('name') ? [['name', reader.t('form.nameMissing')] as const] : []),
    ...(blank('email') ? [['email', reader.t('form.emailMissing')] as const] : []),
    ...missingAnswers(askedOf(questions), sent, reader),
  ]);
}

function errorsAt({ questions, reader }: Offered, pointers: readonly string[], sent: Sent): Map<string, string> {
  const keys = new Set(pointers.map((pointer) => questionAt(pointer.replace('/attendeeAnswers', '/answers'))));
  const asked = askedOf(questions);
  return new Map([
    ...(pointers.includes('/name') ? [['name', reader.t('form.nameWrong')] as const] : []),
    ...(pointers.includes('/email') ? [['email', reader.t('form.emailWrong')] as const] : []),
    ...questions.flatMap(({ key }, index) => {
      const question = asked[index];
      return question && keys.has(key) ? [[question.id, faultText(question, sent, reader)] as const] : [];
    }),
  ]);
}

/** The form as a body of the API, judged as the API judges it. */
async function validated({ questions, reader }: Offered, sent: Sent): Promise<AcceptTransferDto> {
  const of = (scope: 'order' | 'attendee') =>
    answersOf(
      questions.filter((question) => question.scope === scope),
      sent,
    );
  const body = {
    name: sent.get('name')?.[0] ?? '',
    email: sent.get('email')?.[0] ?? '',
    locale: reader.locale,
    answers: of('order'),
    attendeeAnswers: of('attendee'),
  };
  return (await requestValidation().transform(body, {
    type: 'body',
    metatype: AcceptTransferDto,
  })) as AcceptTransferDto;
}
