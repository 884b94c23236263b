import type { Problem } from '../../kernel/problem.js';
import type { AdmissionRequest, TicketRequest } from './admission.js';
import type { WantedItem } from './cart.rules.js';
import type { Catalogue } from './catalogue.js';
import type { AnsweredForm, Answers } from './questions.rules.js';
import { nameMissing } from './ticketing.problems.js';

/** Who tells what about which line of a cart. */
export interface Form {
  form: AnsweredForm;
  /** Where the request has what the form has there. */
  pointer: (pointer: string) => string;
  /** Brings what was settled for those who answered to the lines of the cart. */
  spread: (ticketAnswers: readonly Answers[]) => {
    tellers: readonly (number | null)[];
    ticketAnswers: readonly Answers[];
  };
  tellers: readonly (number | null)[];
}

/**
 * The form of a request. Every ticket that somebody chose is asked about. What comes with it, or is added to it, is for the
 * same person, unless the request says who else; what is only added is asked nothing of its own. Whose name may come later
 * is asked later too.
 */
export function formOf(catalogue: Catalogue, request: AdmissionRequest, items: readonly WantedItem[]): Form {
  const tellers = tellersOf(request, items);
  const later = new Set(
    tellers.filter(
      (teller, index) => items[index]?.addOnTo === null && mayWait(catalogue, items[index], request.tickets[teller]),
    ),
  );
  const asked = [...new Set(tellers.filter((teller, index) => isAsked(catalogue, items[index]) && !later.has(teller)))];
  const place = new Map(asked.map((teller, index) => [teller, index]));
  const member = request.promised ? 'attendees' : 'tickets';
  return {
    tellers,
    form: {
      answers: request.answers,
      tickets: asked.map((teller) => ({
        answers: request.tickets[teller]?.answers ?? {},
      })),
    },
    pointer: (pointer) =>
      pointer.replace(/^\/tickets\/(\d+)/, (_, index: string) => `/${member}/${asked[Number(index)] ?? index}`),
    spread: (settled) => ({
      tellers,
      ticketAnswers: tellers.map((teller, index) =>
        isAsked(catalogue, items[index]) ? (settled[place.get(teller) ?? -1] ?? {}) : {},
      ),
    }),
  };
}

/** The ticket of the request that tells about each line: its own, or that of the line it belongs to. */
function tellersOf({ promised, tickets }: AdmissionRequest, items: readonly WantedItem[]): number[] {
  if (!promised) return items.map(({ ticket }) => ticket);
  const tellers: number[] = [];
  for (const [index, { addOnTo }] of items.entries())
    tellers.push(saysSomething(tickets[index]) || addOnTo === null ? index : (tellers[addOnTo] ?? index));
  return tellers;
}

const saysSomething = (ticket: TicketRequest | undefined): boolean =>
  ticket !== undefined && (ticket.named || Object.keys(ticket.answers).length > 0);

const mayWait = ({ types }: Catalogue, item: WantedItem | undefined, ticket: TicketRequest | undefined): boolean =>
  item !== undefined && types.get(item.ticketTypeId)?.namesLater === true && !saysSomething(ticket);

const isAsked = ({ types }: Catalogue, item: WantedItem | undefined): boolean =>
  item !== undefined && types.get(item.ticketTypeId)?.kind !== 'add-on';

/** Everybody who is admitted has a name, unless names may come later. */
export function* whyUnnamed(
  { types }: Catalogue,
  items: readonly WantedItem[],
  { tellers }: Form,
  tickets: readonly TicketRequest[],
): Generator<Problem> {
  for (const [index, item] of items.entries()) {
    const type = types.get(item.ticketTypeId);
    const teller = tellers[index] ?? null;
    const named = teller !== null && tickets[teller]?.named;
    if (item.addOnTo === null && type?.kind === 'admission' && !type.namesLater && !named)
      yield nameMissing({ pointer: `${item.pointer}/attendee`, nextStep: 'name-attendee' });
  }
}
