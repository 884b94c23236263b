import type { Answer, Client } from './client.js';
import { type TicketedEvent, register, ticketedEvent } from './given-tickets.js';

/** Sets the terms of an event's waiting list. */
export async function openList(organizer: Client, eventId: string, terms: Record<string, unknown> = {}): Promise<void> {
  const path = `/v1/events/${eventId}/waiting-list`;
  const before = await organizer.get(path);
  const set = await organizer.put(path, { open: true, ...terms }, { 'if-match': before.headers.get('etag') ?? '"0"' });
  if (set.status !== 200) throw new Error(`No waiting list: ${JSON.stringify(set.body)}`);
}

/** An event with a waiting list whose places are all taken; `orders` are the private links of those who took them. */
export async function soldOutEvent(
  organizer: Client,
  visitor: Client,
  {
    places = 1,
    list = {},
    ...terms
  }: Record<string, unknown> & { places?: number; list?: Record<string, unknown> } = {},
): Promise<TicketedEvent & { orders: { manageUrl: string }[] }> {
  const event = await ticketedEvent(organizer, { size: places, ...terms });
  await openList(organizer, event.id, list);
  const orders = [];
  for (let n = 0; n < places; n++) orders.push(await register(visitor, event));
  return { ...event, orders };
}

let people = 0;

/** Somebody who wants to wait, as the API wants it. */
export const waitingOf = (event: { ticketTypeId: string }, overrides: Record<string, unknown> = {}) => ({
  name: 'Вера Лунина',
  email: `waiting${++people}@example.org`,
  locale: 'ru',
  products: [{ ticketTypeId: event.ticketTypeId }],
  ...overrides,
});

export const join = (
  visitor: Client,
  event: { slug: string; ticketTypeId: string },
  overrides: Record<string, unknown> = {},
): Promise<Answer> => visitor.post(`/v1/public/events/${event.slug}/waiting-list`, waitingOf(event, overrides));

/** Somebody who waits, and the path of what they can do. */
export async function waits(
  visitor: Client,
  event: { slug: string; ticketTypeId: string },
  overrides: Record<string, unknown> = {},
): Promise<{ id: string; path: string; email: string; url: string }> {
  const { status, body } = await join(visitor, event, overrides);
  if (status !== 201) throw new Error(`Not on the list: ${status} ${JSON.stringify(body)}`);
  return {
    id: body.id,
    email: body.email,
    url: body.url,
    path: `/v1/public/waiting-list/${body.url.split('/').at(-1)}`,
  };
}
