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
