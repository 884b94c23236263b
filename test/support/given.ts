import type { Client } from './client.js';

/** Builds what a test starts from, through the API. Fields that matter to a test are overridden by it. */

export const conceptOf = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  title: { en: 'Data evening', ru: 'Вечер данных' },
  summary: { en: 'Talks about databases', ru: 'Доклады о базах данных' },
  format: 'hybrid',
  languages: ['ru', 'en'],
  venueName: 'Библиотека на Невском',
  venueAddress: 'Невский проспект, 20',
  onlineUrl: 'https://meet.example.org/data',
  timeZone: 'Europe/Moscow',
  startsAt: '2037-03-14T18:00',
  endsAt: '2037-03-14T21:00',
  noObjectiveReason: 'A test',
  ...overrides,
});

interface GivenEvent {
  id: string;
  slug: string;
  version: number;
}

/** A draft with one goal, ready to be published. */
export async function draftEvent(organizer: Client, overrides: Record<string, unknown> = {}): Promise<GivenEvent> {
  const made = await organizer.post('/v1/events', conceptOf(overrides));
  if (made.status !== 201) throw new Error(`No event: ${JSON.stringify(made.body)}`);
  const goal = await organizer.post(`/v1/events/${made.body.id}/goals`, {
    metric: 'registrations',
    comparator: '>=',
    target: 80,
  });
  if (goal.status !== 201) throw new Error(`No goal: ${JSON.stringify(goal.body)}`);
  return { id: made.body.id, slug: made.body.slug, version: made.body.version };
}

export async function publishedEvent(organizer: Client, overrides: Record<string, unknown> = {}): Promise<GivenEvent> {
  const event = await draftEvent(organizer, overrides);
  const published = await organizer.post(`/v1/events/${event.id}/publication`);
  if (published.status !== 200) throw new Error(`Not published: ${JSON.stringify(published.body)}`);
  return { id: event.id, slug: event.slug, version: published.body.version };
}
