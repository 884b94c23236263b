import { randomUUID } from 'node:crypto';
import { moneyText } from '../../platform/texts/figures.rules.js';
import { isTaken } from '../ticketing/availability.dto.js';
import type { OfferDto } from '../ticketing/offer.dto.js';
import { priceText } from './bill.view.js';
import {
  type Product,
  addOnField,
  addOnsIn,
  countField,
  isAvailable,
  priceField,
  productsOf,
} from './cart-form.rules.js';
import { eventHead } from './event.view.js';
import { availabilityText, offerNotes, offerPrice } from './offer.view.js';
import type { Reader } from './page-request.js';
import { pathIn } from './paths.js';
import { digitsField, proofHidden } from './proof.view.js';
import { type RegistrationFacts, type Typed, personFields } from './registration.view.js';
import type { ChoiceView, ChooseView } from './sale-views.js';
import type { Field } from './views.js';
import { words } from './words.rules.js';

/** Whether there is something to choose: a price, a variation, an add-on, or places for a group only. */
export const needsChoosing = (offers: readonly OfferDto[]): boolean =>
  offers.some(
    ({ price, pricing, variations, addOns, includes, approval, namesLater, minPerOrder, companionIds }) =>
      (price !== null && price.amount > 0) ||
      pricing === 'donation' ||
      variations.length + addOns.length + includes.length + companionIds.length > 0 ||
      approval ||
      (namesLater && minPerOrder > 1),
  );

/** What is carried from one page to the next without being asked: the currency that was chosen, and where somebody came from. */
const carried = ['currency', 'source'] as const;

export function chooseView(facts: RegistrationFacts, reader: Reader, typed: Typed): ChooseView {
  const { door, event, offers, organization } = facts;
  const { locale, t } = reader;
  const path = `${door.path}/register`;
  const title = t('choose.title');
  const choices = offers
    .filter(({ kind }) => kind === 'admission')
    .map((offer) => choiceView(offer, facts, reader, typed));
  const code = codeField(reader, typed);
  const person = proofFields(reader, typed);
  return {
    page: {
      title: typed.errors.size > 0 ? t('form.wrongTitle', { title }) : title,
      path: `${path}?several=1`,
      organization: { text: organization },
    },
    event: eventHead(event, reader),
    alert: typed.alert ?? null,
    intro: [t('choose.intro')],
    currencies: currencyLinks(facts, path, reader, typed),
    form: {
      action: pathIn(path, locale),
      hidden: [
        { name: 'step', value: 'choose' },
        { name: 'idempotencyKey', value: typed.errors.size > 0 ? randomUUID() : keyOf(typed) },
        ...carried.flatMap((name) => {
          const value = typed.sent.get(name)?.[0];
          return value === undefined ? [] : [{ name, value }];
        }),
        ...proofHidden(typed),
      ],
      button: t('choose.button'),
    },
    choices,
    code,
    person,
    fields: [
      ...choices.flatMap((choice) => [...choice.fields, ...choice.addOns.flatMap(({ fields }) => fields)]),
      code,
      ...person,
    ],
  };
}

const keyOf = ({ sent }: Typed): string => sent.get('idempotencyKey')?.[0] ?? randomUUID();

function choiceView(offer: OfferDto, facts: RegistrationFacts, reader: Reader, typed: Typed): ChoiceView {
  const { door, event, offers } = facts;
  const { locale, t } = reader;
  const open = productsOf(offer).filter(isAvailable);
  const waits = isTaken(offer.availability) && door.invitation === null;
  return {
    name: words(offer.name, locale),
    description: words(offer.description, locale),
    price: offerPrice(offer, reader),
    notes: offerNotes(offer, offers, reader),
    status: availabilityText(offer, event.timeZone, reader),
    action:
      waits && facts.waitingList
        ? { label: t('offer.joinWaitingList'), href: pathIn(`/e/${event.slug}/waiting-list`, locale) }
        : null,
    fields: open.flatMap((product) => [
      countOf(product, countField(product), limitOf(product), reader, typed),
      ...(offer.pricing === 'donation' ? [amountOf(product, reader, typed)] : []),
    ]),
    addOns: open.length > 0 ? addOnGroups(offer, offers, reader, typed) : [],
  };
}

const limitOf = ({ offer, variation }: Product): { from: number; to: number } => ({
  from: variation ? 1 : offer.minPerOrder,
  to: Math.min(offer.maxPerOrder, (variation ?? offer).availability.left ?? 50, 50),
});

function addOnGroups(offer: OfferDto, offers: readonly OfferDto[], reader: Reader, typed: Typed): ChoiceView['addOns'] {
  const { locale, t } = reader;
  return offer.addOns.flatMap(({ categoryId, name, min, max }) => {
    const fields = addOnsIn(offers, categoryId)
      .filter(isAvailable)
      .flatMap((product) => {
        const to = Math.min(max * offer.maxPerOrder, (product.variation ?? product.offer).availability.left ?? 50, 50);
        return [countOf(product, addOnField(offer, product), { from: 1, to }, reader, typed, true)];
      });
    const key = min === max ? 'choose.addOnsExactly' : min > 0 ? 'choose.addOnsFrom' : 'choose.addOnsUpTo';
    return fields.length === 0 ? [] : [{ legend: words(name, locale), hint: t(key, { min, count: max }), fields }];
  });
}

/** `named` where the label must say what is counted, price and all, because nothing above it does. */
function countOf(
  { offer, variation }: Product,
  id: string,
  { from, to }: { from: number; to: number },
  reader: Reader,
  { sent, errors }: Typed,
  named = false,
): Field {
  const { locale, t } = reader;
  const error = errors.get(id);
  const chosen = sent.get(id)?.[0] ?? '0';
  const name = [
    ...(named ? [words(offer.name, locale).text] : []),
    ...(variation ? [words(variation.name, locale).text] : []),
  ].join(', ');
  const price = priceText((variation ?? offer).price, reader);
  const counts = [0, ...Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)].map(String);
  return {
    id,
    kind: 'select',
    label: { text: name === '' ? t('choose.count') : t('choose.countOf', { name, price }) },
    required: true,
    value: chosen,
    options: counts.map((value) => ({ value, label: { text: value }, chosen: value === chosen })),
    ...(error !== undefined && { error }),
  };
}

function amountOf(product: Product, reader: Reader, { sent, errors }: Typed): Field {
  const { t, locale } = reader;
  const id = priceField(product);
  const error = errors.get(id);
  const least = (product.variation ?? product.offer).price;
  const name = product.variation ? words(product.variation.name, locale).text : words(product.offer.name, locale).text;
  return {
    id,
    kind: 'amount',
    label: { text: t('choose.amount', { name, currency: least?.currency ?? '' }) },
    hint: {
      text:
        least && least.amount > 0
          ? t('choose.amountFrom', { price: moneyText(least, locale) })
          : t('choose.amountFree'),
    },
    required: false,
    value: sent.get(id)?.[0] ?? '',
    options: [],
    maxLength: 20,
    ...(error !== undefined && { error }),
  };
}

function codeField({ t }: Reader, { sent, errors }: Typed): Field {
  const error = errors.get('code');
  return {
    id: 'code',
    kind: 'text',
    label: { text: t('choose.code') },
    hint: { text: t('choose.codeHint') },
    required: false,
    value: sent.get('code')?.[0] ?? '',
    options: [],
    maxLength: 60,
    ...(error !== undefined && { error }),
  };
}

/** Who it is, where that is to be shown. */
const proofFields = (reader: Reader, typed: Typed): Field[] =>
  typed.sent.has('email')
    ? [...personFields(reader, typed).filter(({ id }) => id === 'email'), ...digitsField(reader, typed)]
    : [];

function currencyLinks(
  { offers }: RegistrationFacts,
  path: string,
  { locale }: Reader,
  { sent }: Typed,
): ChooseView['currencies'] {
  const all = [
    ...new Set(
      offers
        .flatMap(({ prices, variations }) => [...prices, ...variations.flatMap((one) => one.prices)])
        .map(({ currency }) => currency),
    ),
  ];
  if (all.length < 2) return [];
  const shown = sent.get('currency')?.[0] ?? offers.find(({ price }) => price !== null)?.price?.currency;
  const code = sent.get('code')?.[0];
  const query = code ? `&code=${encodeURIComponent(code)}` : '';
  return all.map((currency) => ({
    label: currency,
    href: currency === shown ? null : pathIn(`${path}?several=1&currency=${currency}${query}`, locale),
  }));
}
