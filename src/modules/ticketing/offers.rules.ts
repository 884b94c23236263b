import { type PoolNow, type ProductCount, availabilityOf, best } from './availability.rules.js';
import type { Catalogue, Code, TypeForSale, VariationForSale } from './catalogue.js';
import { isOpen } from './draft.rules.js';
import type { Availability, EventOnSale } from './sale.rules.js';

/** What somebody may see. */
export interface Sight {
  /** Whether they came by a personal link. */
  invited: boolean;
  /** Also what is not for everybody: for organisers, and for those who have tickets of it. */
  everything: boolean;
  code: Code | null;
  /** Places that the hold behind the code keeps. */
  kept: readonly ProductCount[];
}

/** How the stock stands. */
export interface Standing {
  event: EventOnSale;
  standing: ReadonlyMap<string, PoolNow>;
  waiting: readonly ProductCount[];
  now: Date;
}

interface JudgedOffer {
  type: TypeForSale;
  variations: { variation: VariationForSale; availability: Availability }[];
  availability: Availability;
  parts: { ticketTypeId: string; name: TypeForSale['name']; count: number }[];
}

/** The types that somebody sees, in their order, each with how it stands and how its variations do. */
export function judged(catalogue: Catalogue, stock: Standing, sight: Sight): JudgedOffer[] {
  const code = sight.code && counts(sight.code, stock.now) ? sight.code : null;
  return [...catalogue.types.values()]
    .filter((type) => isSeen(type, sight, code))
    .map((type) => judgedType(catalogue, stock, { ...sight, code }, type));
}

/** Whether the code may still be used by anybody. */
const counts = (code: Code, now: Date): boolean =>
  isOpen(code, now) && (code.maxUses === null || code.used < code.maxUses);

const isSeen = (type: TypeForSale, { everything, invited }: Sight, code: Code | null): boolean =>
  everything || (type.channel === 'public' && (!type.hidden || invited || (code !== null && opens(code, type))));

/** Whether a code opens a hidden type: where it does that, and counts for the type or for one of its variations. */
export const opens = (
  { opensHidden, ticketTypeIds, variationIds }: Pick<Code, 'opensHidden' | 'ticketTypeIds' | 'variationIds'>,
  type: Pick<TypeForSale, 'id' | 'variations'>,
): boolean =>
  opensHidden &&
  ((ticketTypeIds.length === 0 && variationIds.length === 0) ||
    ticketTypeIds.includes(type.id) ||
    type.variations.some(({ id }) => variationIds.includes(id)));

function judgedType(catalogue: Catalogue, stock: Standing, sight: Sight, type: TypeForSale): JudgedOffer {
  const judge = (variation: VariationForSale | null): Availability =>
    availabilityOf(
      catalogue,
      { type, variation },
      {
        event: stock.event,
        pools: stock.standing,
        waiting: countOf(stock.waiting, type, variation),
        kept: sight.code ? countOf(sight.kept, type, variation) : 0,
        now: stock.now,
      },
    );
  const variations = type.variations.map((variation) => ({ variation, availability: judge(variation) }));
  const parts = type.parts.map(({ ticketTypeId, count }) => ({
    ticketTypeId,
    name: catalogue.types.get(ticketTypeId)?.name ?? {},
    count,
  }));
  const availability = variations.length > 0 ? best(variations.map((each) => each.availability)) : judge(null);
  return { type, variations, availability, parts };
}

const countOf = (all: readonly ProductCount[], type: TypeForSale, variation: VariationForSale | null): number =>
  all.find((each) => each.ticketTypeId === type.id && each.variationId === (variation?.id ?? null))?.count ?? 0;
