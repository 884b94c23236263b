import { createHash, randomUUID } from 'node:crypto';
import type { PublicEventDto } from '../events/event.dto.js';
import type { OfferDto } from '../ticketing/offer.dto.js';
import type { QuestionDto } from '../ticketing/question.dto.js';
import type { Door } from './doors.service.js';
import { eventHead } from './event.view.js';
import { availabilityText } from './offer.view.js';
import type { Reader } from './page-request.js';
import type { PageAnswer } from './pages.service.js';
import { pathIn } from './paths.js';
import { type Sent, drawQuestions } from './questions.rules.js';
import { askedOf } from './ticket-questions.rules.js';
import type { Field, FieldGroup, FormView } from './views.js';
import { words } from './words.rules.js';

/** What a registration form is drawn from. */
export interface RegistrationFacts {
  door: Door;
  event: PublicEventDto;
  organization: string;
  offers: readonly OfferDto[];
  questions: readonly QuestionDto[];
  /** Whether one can wait for what is gone. */
  waitingList: boolean;
}

/** What was typed, what is wrong with it by field, and what else is to be said above the form. */
export interface Typed {
  sent: Sent;
  errors: ReadonlyMap<string, string>;
  alert?: string;
}

/** Purposes that the form asks consent to. Never ticked beforehand, never needed for the registration. */
const consentPurposes = ['event-invitations', 'newsletter'] as const;
const consentField = (purpose: string): string => `consent-${purpose}`;

/** The wording that stands beside the tick. */
const consentText = (purpose: string, organization: string, { t }: Reader): string =>
  t(`register.consents.${purpose}`, { organization });

/** Names the wording that was agreed to: another wording, another version. */
const consentVersion = (text: string, { locale }: Reader): string =>
  `page-${locale}-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;

/** What the page offers: one ticket for one person, so nothing that is only for groups. */
export const takeable = (offers: readonly OfferDto[]): OfferDto[] =>
  offers.filter(({ availability, minPerOrder }) => availability.state === 'available' && minPerOrder === 1);

/** The form, with everything that was typed kept. */
export function registrationForm(facts: RegistrationFacts, reader: Reader, typed: Typed): FormView {
  const { door, event, organization } = facts;
  const { locale, t } = reader;
  const path = `${door.path}/register`;
  const title = typed.errors.size > 0 ? t('form.wrongTitle', { title: t('register.title') }) : t('register.title');
  const [only, ...others] = facts.offers;
  const choice =
    only && others.length === 0 && takeable([only]).length === 1 ? null : ticketField(facts, reader, typed);
  return {
    page: { title, path, organization: { text: organization } },
    event: eventHead(event, reader),
    heading: { text: t('register.heading') },
    alert: typed.alert ?? null,
    intro: [{ text: t('register.intro') }],
    form: {
      action: pathIn(path, locale),
      hidden: [
        { name: 'idempotencyKey', value: typed.sent.get('idempotencyKey')?.[0] ?? randomUUID() },
        ...(choice || !only ? [] : [{ name: 'ticketType', value: only.ticketTypeId }]),
      ],
      groups: [
        { fields: [...personFields(reader, typed), ...(choice ? [choice] : [])] },
        ...drawQuestions(askedOf(facts.questions), { ...typed, locale, t }),
        consentGroup(organization, reader, typed),
      ],
      button: t('form.submit'),
    },
  };
}

export function personFields({ t }: Reader, { sent, errors }: Typed): Field[] {
  const field = (id: string, more: Pick<Field, 'kind' | 'maxLength' | 'autocomplete' | 'hint'>): Field => {
    const error = errors.get(id);
    return {
      id,
      label: { text: t(`form.${id}`) },
      required: true,
      value: sent.get(id)?.[0] ?? '',
      options: [],
      ...more,
      ...(error !== undefined && { error }),
    };
  };
  return [
    field('name', { kind: 'text', maxLength: 200, autocomplete: 'name' }),
    field('email', { kind: 'email', maxLength: 254, autocomplete: 'email', hint: { text: t('form.emailHint') } }),
  ];
}

function ticketField({ offers, event }: RegistrationFacts, reader: Reader, { sent, errors }: Typed): Field {
  const { locale, t } = reader;
  const chosen = sent.get('ticketType')?.[0];
  const error = errors.get('ticketType');
  return {
    id: 'ticketType',
    kind: 'choice',
    label: { text: t('form.ticketType') },
    required: true,
    value: '',
    options: offers.map((offer) => {
      const [can] = takeable([offer]);
      const tooSmall = offer.availability.state === 'available' && !can;
      const why = tooSmall
        ? t('form.groupsOnly', { count: offer.minPerOrder })
        : availabilityText(offer, event.timeZone, reader);
      return {
        value: offer.ticketTypeId,
        label: words(offer.name, locale),
        chosen: can !== undefined && offer.ticketTypeId === chosen,
        ...(offer.description && { hint: words(offer.description, locale) }),
        ...(!can && { unavailable: why }),
      };
    }),
    ...(error !== undefined && { error }),
  };
}

/** What may be agreed to; nothing of it is needed. */
export function consentGroup(organization: string, reader: Reader, { sent }: Typed): FieldGroup {
  return {
    legend: { text: reader.t('register.agreements') },
    fields: consentPurposes.map((purpose) => ({
      id: consentField(purpose),
      kind: 'tick',
      label: { text: consentText(purpose, organization, reader) },
      required: false,
      value: sent.get(consentField(purpose))?.[0] ?? '',
      options: [],
    })),
  };
}

/** The consents that were ticked, each with the wording that stood there. */
export const consentsOf = (organization: string, sent: Sent, reader: Reader) =>
  consentPurposes
    .filter((purpose) => sent.get(consentField(purpose))?.[0] === 'yes')
    .map((purpose) => ({ purpose, textVersion: consentVersion(consentText(purpose, organization, reader), reader) }));

export type Refused = 'soldOut' | 'notOnSale' | 'over' | 'cancelled' | 'alreadyRegistered' | 'limit';

/** Why there is no registration, and what to do about it: 200 to who only asks for the form, 409 to who sent it. */
export function refusedPage(
  why: Refused,
  { door, event, organization }: RegistrationFacts,
  { locale, t }: Reader,
  status: 200 | 409,
): PageAnswer {
  const heading = t(`refused.${why}.heading`);
  return {
    locale,
    status,
    template: 'notice',
    view: {
      page: { title: heading, path: `${door.path}/register`, organization: { text: organization } },
      event: eventHead(event, { locale, t }),
      tone: 'calm',
      heading,
      text: [t(`refused.${why}.text`), t(`refused.${why}.next`)],
      actions: [{ label: t('refused.toEvent'), href: pathIn(door.path, locale), main: true }],
    },
  };
}
