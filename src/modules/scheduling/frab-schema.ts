import { z } from 'zod';

/** Text as databases and XML take it: without control characters and halves of characters, line breaks as LF. */
const clean = (text: string) =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}|[\ufffe\uffff]/gu, '')
    .trim();

const text = (longest: number) => z.string().transform(clean).pipe(z.string().max(longest));
const optionalText = (longest: number) =>
  text(longest)
    .nullish()
    .transform((value) => value ?? '');

/** A link that is no object is left out, whatever else is right. */
const references = z
  .array(z.unknown())
  .nullish()
  .transform((list) => (list ?? []).flatMap((entry) => reference.safeParse(entry).data ?? []));
const reference = z.object({ url: z.string().max(2_000), title: optionalText(300) });

/** One session of a schedule.json; members that Turnout does not keep are passed over. */
export const frabSession = z.object({
  guid: z.guid().transform((guid) => guid.toLowerCase()),
  id: z.int().positive().max(2_147_483_647).optional().catch(undefined),
  date: z.iso.datetime({ offset: true }),
  duration: z.string().regex(/^\d{1,3}:[0-5]\d$/, 'must be hh:mm'),
  title: text(300).pipe(z.string().min(1)),
  subtitle: optionalText(300),
  abstract: optionalText(20_000),
  description: optionalText(20_000),
  language: optionalText(35),
  track: optionalText(100),
  type: optionalText(100),
  persons: z
    .array(z.object({ name: text(200).optional(), public_name: text(200).optional() }))
    .max(50)
    .nullish()
    .transform((persons) => (persons ?? []).map((person) => person.name ?? person.public_name ?? '')),
  links: references,
  attachments: references,
});

/** What surrounds the sessions of a schedule.json. */
export const frabSchedule = z.object({
  base_url: z.string().max(2_000).optional().catch(undefined),
  conference: z.object({
    time_zone_name: z.string().max(100).nullish(),
    rooms: z
      .array(z.object({ name: z.string(), capacity: z.int().positive().max(1_000_000).nullish().catch(null) }))
      .optional()
      .catch(undefined),
    days: z
      .array(
        z.object({
          date: z.iso.date(),
          rooms: z.record(text(100).pipe(z.string().min(1)), z.array(z.unknown()).max(1_000)),
        }),
      )
      .min(1)
      .max(100),
  }),
});
