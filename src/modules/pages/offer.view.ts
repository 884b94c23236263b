import { percentText } from '../../platform/texts/figures.rules.js';
import { clockText, dayText, momentText, zoneText } from '../../platform/texts/moments.rules.js';
import type { AvailabilityDto } from '../ticketing/availability.dto.js';
import type { OfferDto } from '../ticketing/offer.dto.js';
import { priceText } from './bill.view.js';
import type { Reader } from './page-request.js';
import { words } from './words.rules.js';

/** What an offer costs, in a few words. */
export function offerPrice(offer: OfferDto, reader: Reader): string {
  const { t } = reader;
  const costs = priceText(offer.price, reader);
  const isFree = offer.price === null || offer.price.amount === 0;
  if (offer.pricing === 'donation') return isFree ? t('offer.donation') : t('offer.donationFrom', { price: costs });
  const all = new Set(offer.variations.map(({ price }) => price?.amount ?? 0));
  return all.size > 1 && !isFree ? t('offer.from', { price: costs }) : costs;
}

/** What comes with it, what it needs, and what happens before it counts. */
export function offerNotes(offer: OfferDto, offers: readonly OfferDto[], { locale, t }: Reader): string[] {
  const named = (ids: readonly string[]) =>
    offers.filter(({ ticketTypeId }) => ids.includes(ticketTypeId)).map(({ name }) => words(name, locale).text);
  const { tax, includes, companionIds, approval, minPerOrder } = offer;
  return [
    ...(tax && !tax.inclusive && offer.price
      ? [t('offer.taxOnTop', { name: words(tax.name, locale).text, rate: percentText(tax.rate / 100_000, locale) })]
      : []),
    ...(includes.length > 0
      ? [
          t('offer.includes', {
            parts: includes.map(({ name, count }) => partText(words(name, locale).text, count)).join(', '),
          }),
        ]
      : []),
    ...(companionIds.length > 0 ? [t('offer.companions', { names: named(companionIds).join(', ') })] : []),
    ...(approval ? [t('offer.approval')] : []),
    ...(minPerOrder > 1 ? [t('form.groupsOnly', { count: minPerOrder })] : []),
  ];
}

const partText = (name: string, count: number): string => (count > 1 ? `${count} × ${name}` : name);

/** Whether a ticket type can be taken, in words; and when to look again where it cannot. */
export function availabilityText(
  { availability }: { availability: AvailabilityDto },
  timeZone: string,
  { locale, t }: Reader,
): string {
  const { state, left, from, mayReturnAt } = availability;
  switch (state) {
    case 'available':
      return left === null ? t('event.availablePlenty') : t('event.available', { count: left });
    case 'gone':
      return t('event.soldOut');
    case 'ordered':
      return t('offer.ordered');
    case 'waiting-list':
      return t('offer.waitingList');
    case 'held': {
      if (mayReturnAt === null) return t('offer.held');
      const at = new Date(mayReturnAt);
      return t('offer.heldUntil', { at: clockText(at, timeZone, locale), day: dayText(at, timeZone, locale) });
    }
    case 'not-yet-on-sale': {
      const at = new Date(from ?? 0);
      return t('event.notYet', { at: momentText(at, timeZone, locale), zone: zoneText(at, timeZone, locale) });
    }
    case 'sale-over':
      return t('event.ended');
  }
}
