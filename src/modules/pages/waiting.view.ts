import { toOffsetDateTime } from '../../kernel/time.js';
import { momentText, zoneText } from '../../platform/texts/moments.rules.js';
import type { PublicEventDto } from '../events/event.dto.js';
import type { MyWaitingDto } from '../waitlist/waiting-entry.dto.js';
import type { ProductToWaitForDto, PublicWaitingListDto } from '../waitlist/waiting-list.dto.js';
import { eventHead } from './event.view.js';
import type { LineView } from './line.view.js';
import type { Reader } from './page-request.js';
import { pathIn } from './paths.js';
import type { Sent } from './questions.rules.js';
import type { Field, FormView } from './views.js';
import { words } from './words.rules.js';

/** What the pages of a waiting list are drawn from. */
export interface WaitingFacts {
  event: PublicEventDto;
  organization: string;
  list: PublicWaitingListDto;
  /** Where the page is. */
  path: string;
}

/** What was typed, and what is wrong with it by field. */
export interface TypedWish {
  sent: Sent;
  errors: ReadonlyMap<string, string>;
}

type NamedProduct = Pick<ProductToWaitForDto, 'ticketTypeId' | 'variationId' | 'name' | 'variationName'>;

/** A product as the value of a field. */
export const valueOf = ({ ticketTypeId, variationId }: Pick<NamedProduct, 'ticketTypeId' | 'variationId'>): string =>
  variationId === null ? ticketTypeId : `${ticketTypeId}.${variationId}`;

export function nameOf({ name, variationName }: NamedProduct, { locale }: Reader): string {
  const type = words(name, locale).text;
  return variationName ? `${type}, ${words(variationName, locale).text}` : type;
}

/** The form with which somebody joins. */
export function joinForm(facts: WaitingFacts, reader: Reader, typed: TypedWish): FormView {
  const { event, organization, path, list } = facts;
  const { locale, t } = reader;
  const title = t('waiting.join.title');
  const wrong = typed.errors.size > 0;
  return {
    page: {
      title: wrong ? t('form.wrongTitle', { title }) : title,
      path,
      organization: { text: organization },
    },
    event: eventHead(event, reader),
    heading: { text: title },
    alert: null,
    intro: [{ text: t('waiting.join.intro', { count: list.offerHours }) }, { text: t(`waiting.join.${list.order}`) }],
    form: {
      action: pathIn(path, locale),
      hidden: [],
      groups: [{ fields: fieldsOf(facts, reader, typed) }],
      button: t('waiting.join.button'),
    },
  };
}

function fieldsOf({ list }: WaitingFacts, reader: Reader, { sent, errors }: TypedWish): Field[] {
  const { t } = reader;
  const wanted = list.products.filter(({ available }) => !available);
  const of = (id: string, field: Partial<Field> & Pick<Field, 'kind' | 'label'>): Field => ({
    id,
    required: true,
    value: sent.get(id)?.[0] ?? '',
    options: [],
    ...(errors.has(id) && { error: errors.get(id) ?? '' }),
    ...field,
  });
  const chosen = new Set(sent.get('product') ?? []);
  return [
    of('name', { kind: 'text', label: { text: t('form.name') }, autocomplete: 'name', maxLength: 200 }),
    of('email', { kind: 'email', label: { text: t('form.email') }, autocomplete: 'email', maxLength: 254 }),
    ...(wanted.length > 1
      ? [
          of('product', {
            kind: 'choices',
            label: { text: t('waiting.join.products') },
            hint: { text: t('waiting.join.productsHint') },
            options: wanted.map((product) => ({
              value: valueOf(product),
              label: { text: nameOf(product, reader) },
              chosen: chosen.has(valueOf(product)),
            })),
          }),
        ]
      : []),
    ...(list.maxPartySize > 1
      ? [
          of('partySize', {
            kind: 'number',
            label: { text: t('waiting.join.partySize') },
            hint: { text: t('waiting.join.partySizeHint', { count: list.maxPartySize }) },
            value: sent.get('partySize')?.[0] ?? '1',
            maxLength: 2,
          }),
          of('partial', { kind: 'tick', label: { text: t('waiting.join.partial') }, required: false }),
        ]
      : []),
  ];
}

/** Where somebody stands, and the offer that they have. */
export function placeView(facts: WaitingFacts, mine: MyWaitingDto, joined: boolean, reader: Reader): LineView {
  const { locale, t } = reader;
  const state = mine.state === 'paused' ? `paused-${mine.pausedBecause ?? 'organizer'}` : mine.state;
  const heading = t(`waiting.place.${state}.heading`);
  return {
    page: { title: heading, path: facts.path, organization: { text: facts.organization } },
    event: eventHead(facts.event, reader),
    tone: mine.state === 'offered' || mine.state === 'fulfilled' || joined ? 'good' : 'calm',
    heading,
    text: [
      ...(joined ? [t('waiting.place.joined', { email: mine.email })] : []),
      t(`waiting.place.${state}.text`, { count: mine.offer?.count ?? mine.partySize }),
    ],
    facts: factsOf(facts, mine, reader),
    actions: actionsOf(facts, mine, locale, t),
    after: mine.state === 'waiting' ? [t('waiting.place.keep')] : [],
  };
}

function factsOf({ event, list }: WaitingFacts, mine: MyWaitingDto, reader: Reader): LineView['facts'] {
  const { locale, t } = reader;
  const { offer, position } = mine;
  const names = new Map(list.products.map((product) => [valueOf(product), nameOf(product, reader)]));
  const called = (product: Parameters<typeof valueOf>[0]) => names.get(valueOf(product)) ?? '';
  if (offer) {
    const until = new Date(offer.expiresAt);
    return [
      { name: t('waiting.place.offered.what'), value: `${called(offer)} × ${offer.count}`.replace(/^ × /, '') },
      {
        name: t('waiting.place.offered.until'),
        value: momentText(until, event.timeZone, locale),
        machine: toOffsetDateTime(until, event.timeZone),
        hint: zoneText(until, event.timeZone, locale),
      },
    ];
  }
  if (position === null) return [];
  const wishes = mine.products.map(called).filter(Boolean).join(', ');
  return [
    {
      name: t('waiting.place.position'),
      value: String(position),
      large: true,
      hint: t('waiting.place.of', { count: mine.of }),
    },
    { name: t('waiting.place.places'), value: String(mine.partySize) },
    ...(wishes ? [{ name: t('waiting.place.wishes'), value: wishes }] : []),
  ];
}

function actionsOf(
  { path, event }: WaitingFacts,
  mine: MyWaitingDto,
  locale: Reader['locale'],
  t: Reader['t'],
): LineView['actions'] {
  const act = (what: string) => ({ label: t(`waiting.actions.${what}`), href: pathIn(`${path}/${what}`, locale) });
  const toEvent = { label: t('refused.toEvent'), href: pathIn(`/e/${event.slug}`, locale) };
  if (mine.state === 'offered') return [{ ...act('claim'), post: true, main: true }, act('decline')];
  if (mine.state === 'waiting') return [act('leave')];
  if (mine.state !== 'paused') return [toEvent];
  const may = mine.pausedBecause === 'declined' || mine.pausedBecause === 'expired';
  return [...(may ? [{ ...act('resume'), post: true, main: true }] : []), act('leave')];
}
