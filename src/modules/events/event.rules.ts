import { toInstant } from '../../kernel/time.js';
import type { Transitions } from '../../kernel/transitions.js';
import {
  eventNotDraft,
  eventNotReady,
  eventStateRefused,
  eventTimeSkipped,
  eventTimesWrong,
} from './events.problems.js';

export type EventStatus = 'draft' | 'published' | 'cancelled' | 'closed';
export type EventFormat = 'online' | 'offline' | 'hybrid';

export const steps: Transitions<EventStatus> = {
  draft: ['published'],
  published: ['cancelled', 'closed'],
  cancelled: [],
  closed: [],
};

/** Wall-clock times in a zone, as the organiser means them. */
export interface LocalSpan {
  startsAt: string;
  endsAt: string;
  timeZone: string;
}

/** The instants of a span. A time that the zone's clock skips is refused; of a time it shows twice the earlier is meant. */
export function instantsOf(span: LocalSpan): { startsAt: Date; endsAt: Date } {
  const startsAt = toInstant(span.startsAt, span.timeZone);
  if (!startsAt) throw eventTimeSkipped({ pointer: '/startsAt' });
  const endsAt = toInstant(span.endsAt, span.timeZone);
  if (!endsAt) throw eventTimeSkipped({ pointer: '/endsAt' });
  if (endsAt <= startsAt) throw eventTimesWrong({ pointer: '/endsAt' });
  return { startsAt, endsAt };
}

/** What people rely on once it is published; the time has a command of its own. */
const fixed = ['startsAt', 'endsAt', 'timeZone', 'slug', 'languages', 'format'] as const;

/** Refuses a change of an event that is over, and of what people rely on. */
export function requireChangeable(
  status: EventStatus,
  input: Readonly<Partial<Record<(typeof fixed)[number], unknown>>>,
): void {
  if (status === 'cancelled' || status === 'closed') throw eventStateRefused({ detail: `It is ${status}` });
  const field = fixed.find((name) => input[name] !== undefined);
  if (status === 'published' && field) throw eventNotDraft({ pointer: `/${field}` });
}

/** What publication asks of an event. */
export interface Publishable {
  title: { en?: string; ru?: string };
  languages: readonly ('en' | 'ru')[];
  format: EventFormat;
  venueName: string | null;
  onlineUrl: string | null;
  startsAt: Date;
  goals: number;
}

/** Refuses a publication that somebody would regret, naming everything that is missing at once. */
export function requirePublishable(event: Publishable, now: Date): void {
  const missing = [
    ...event.languages
      .filter((language) => !event.title[language]?.trim())
      .map((language) => ({ pointer: `/title/${language}`, detail: 'A title in every language of the event' })),
    ...(event.format !== 'online' && !event.venueName
      ? [{ pointer: '/venueName', detail: 'A place, since people come there' }]
      : []),
    ...(event.format !== 'offline' && !event.onlineUrl
      ? [{ pointer: '/onlineUrl', detail: 'An address where the event is seen online' }]
      : []),
    ...(event.startsAt <= now ? [{ pointer: '/startsAt', detail: 'A start that lies ahead' }] : []),
    ...(event.goals === 0
      ? [{ pointer: '/goals', detail: 'At least one goal: without one there is nothing to judge' }]
      : []),
  ];
  if (missing.length > 0) throw eventNotReady({ detail: missing.map((item) => item.detail).join('; '), missing });
}

/** An address for people from a title: lower-case Latin letters, digits and dashes. Cyrillic is transliterated. */
export function slugOf(title: string): string {
  const latin = [...title.toLowerCase()].map((letter) => cyrillic[letter] ?? letter).join('');
  return latin
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
}

const cyrillic: Readonly<Record<string, string>> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
};
