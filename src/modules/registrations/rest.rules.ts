import type { Problem } from '../../kernel/problem.js';
import type { Catalogue } from '../ticketing/stock.service.js';
import { restRefused } from './registrations.problems.js';

/** A ticket as far as it decides what goes with what. */
interface BoundTicket {
  id: string;
  ticketTypeId: string;
  addOnTo: string | null;
  state: string;
  steps: readonly { kind: string }[];
}

/**
 * Why these tickets cannot go without the others; null where they can. What is left must be something that could be bought: no
 * fewer of a type than one order has, nothing without what it goes only with, no ticket without its add-on. What an organiser
 * has loosened before is not held against anybody.
 */
export function whyNotWithout(
  catalogue: Pick<Catalogue, 'types'>,
  tickets: readonly BoundTicket[],
  going: readonly string[],
): Problem | null {
  const standing = tickets.filter(({ state }) => state !== 'cancelled');
  const rest = standing.filter(({ id }) => !going.includes(id));
  const before = new Set(faultsOf(catalogue, standing));
  return faultsOf(catalogue, rest).some((fault) => !before.has(fault)) ? restRefused({ nextStep: 'cancel-all' }) : null;
}

function faultsOf({ types }: Pick<Catalogue, 'types'>, tickets: readonly BoundTicket[]): string[] {
  const chosen = tickets.filter(({ steps }) => !steps.some(({ kind }) => kind === 'included'));
  const byType = [...Map.groupBy(chosen, ({ ticketTypeId }) => ticketTypeId)].flatMap(([id, wanted]) => {
    const type = types.get(id);
    if (!type) return [];
    const alone =
      type.companionIds.length > 0 && !tickets.some(({ ticketTypeId }) => type.companionIds.includes(ticketTypeId));
    return [...(wanted.length < type.minPerOrder ? [`few ${id}`] : []), ...(alone ? [`alone ${id}`] : [])];
  });
  const byTicket = chosen.flatMap(({ id, ticketTypeId }) =>
    (types.get(ticketTypeId)?.addOns ?? [])
      .filter(({ categoryId, min }) => {
        const added = chosen.filter(
          (ticket) => ticket.addOnTo === id && types.get(ticket.ticketTypeId)?.categoryId === categoryId,
        );
        return added.length < min;
      })
      .map(({ categoryId }) => `bare ${id} ${categoryId}`),
  );
  return [...byType, ...byTicket];
}
