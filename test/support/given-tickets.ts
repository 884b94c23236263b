import type { Answer, Client } from './client.js';
import { publishedEvent } from './given.js';

/** A published event with one quota and one ticket type. */
export interface TicketedEvent {
  id: string;
  slug: string;
  quotaId: string;
  ticketTypeId: string;
}

export async function ticketedEvent(
  organizer: Client,
  { size = 10, ...terms }: Record<string, unknown> & { size?: number | null } = {},
): Promise<TicketedEvent> {
  const event = await publishedEvent(organizer, { slug: `evening-${Math.random().toString(36).slice(2, 10)}` });
  const quota = await made(organizer.post(`/v1/events/${event.id}/quotas`, { name: 'Hall', size }));
  const type = await made(
    organizer.post(`/v1/events/${event.id}/ticket-types`, {
      name: { en: 'Seat', ru: 'Место' },
      quotaIds: [quota.id],
      ...terms,
    }),
  );
  return { id: event.id, slug: event.slug, quotaId: quota.id, ticketTypeId: type.id };
}

/** A registration for one person, as the API wants it. */
export const orderOf = (event: { ticketTypeId: string }, overrides: Record<string, unknown> = {}) => {
  const name = 'Иван Смирнов';
  return {
    name,
    email: `guest-${Math.random().toString(36).slice(2, 12)}@example.org`,
    locale: 'ru',
    tickets: [{ ticketTypeId: event.ticketTypeId, attendee: { name } }],
    ...overrides,
  };
};

/** Registers somebody; answers with the registration as they see it. */
export const register = (visitor: Client, event: TicketedEvent, overrides: Record<string, unknown> = {}) =>
  made(visitor.post(`/v1/public/events/${event.slug}/orders`, orderOf(event, overrides)));

/** The token at the end of the private address. */
export const tokenOf = (order: { manageUrl: string }): string => order.manageUrl.split('/').at(-1) ?? '';

async function made(request: Promise<Answer>) {
  const { status, body } = await request;
  if (status !== 201) throw new Error(`Not made: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** An event that sells, with what `ticketedEvent` has, at a price. */
export interface PricedEvent extends TicketedEvent {
  /** What one ticket costs, in minor units of EUR. */
  price: number;
}

/** A published event with one quota and one type that costs something, in euros. `settings` are those of the sale. */
export async function pricedEvent(
  organizer: Client,
  {
    price = 2_000,
    settings = {},
    ...terms
  }: Record<string, unknown> & { price?: number; size?: number | null; settings?: Record<string, unknown> } = {},
): Promise<PricedEvent> {
  const event = await ticketedEvent(organizer, terms);
  await changed(organizer, `/v1/events/${event.id}/sale-settings`, {
    currencies: ['EUR'],
    openHolds: 100,
    oneOrderPerPerson: false,
    ...settings,
  });
  await changed(organizer, `/v1/ticket-types/${event.ticketTypeId}`, { prices: [{ amount: price, currency: 'EUR' }] });
  return { ...event, price };
}

/** A cart of so many tickets of the event's type, as the API wants it. */
export const cartOf = (event: { ticketTypeId: string }, count = 1, overrides: Record<string, unknown> = {}) => ({
  tickets: Array.from({ length: count }, () => ({ ticketTypeId: event.ticketTypeId })),
  ...overrides,
});

/** Has a cart held; answers with the hold. */
export const holdOf = (
  visitor: Client,
  event: TicketedEvent,
  overrides: Record<string, unknown> & { count?: number } = {},
) => {
  const { count = 1, ...rest } = overrides;
  return made(visitor.post(`/v1/public/events/${event.slug}/holds`, cartOf(event, count, rest)));
};

/** Turns a hold into an order; answers with the order as its owner sees it. */
export const orderFromHold = (
  visitor: Client,
  hold: { token: string; quote: { lines: unknown[] } },
  overrides: Record<string, unknown> = {},
) => made(visitor.post(`/v1/public/holds/${hold.token}/order`, heldOrderOf(hold, overrides)));

/** An order for what is held, as the API wants it. */
export const heldOrderOf = (hold: { quote: { lines: unknown[] } }, overrides: Record<string, unknown> = {}) => {
  const { tickets: _, ...person } = orderOf({ ticketTypeId: '' });
  return { ...person, attendees: hold.quote.lines.map(() => ({ attendee: { name: person.name } })), ...overrides };
};

/** Changes something as it stands. */
async function changed(organizer: Client, path: string, body: unknown): Promise<void> {
  const answer = await organizer.change(path, body);
  if (answer.status !== 200) throw new Error(`Not changed: ${answer.status} ${JSON.stringify(answer.body)}`);
}
