import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../openapi/client/index.ts';
import { community, contactFile } from './people.ts';
import { awaitMails, caller, expectThat, must, readMail, refused, result, step } from './stage.ts';

type Caller = ReturnType<typeof caller>;

/** What the acts of the story hand to each other. */
export interface Story {
  organizer: Caller;
  finance: Caller;
  eventId: string;
  slug: string;
  startedAt: Date;
}

const rub = (amount: number) => ({ amount, currency: 'RUB' });
export const roubles = (minor: number): string => `${(minor / 100).toLocaleString('en-GB')} RUB`;

/** 1. An organisation, an event under one of its objectives, four goals. */
export async function foundAndPlan(startedAt: Date): Promise<Story> {
  step(1, 'An organisation with a mission, an event under one of its objectives, and four goals');
  const password = `demo ${crypto.randomUUID()}`;
  const email = `organiser-${startedAt.getTime()}@example.org`;
  const { organization, session } = await must(
    api.createOrganization({
      client: caller(),
      body: {
        organization: {
          name: 'Вечера данных · Data Evenings',
          mission: {
            ru: 'Люди учатся у людей: бесплатно, рядом, без рекламы',
            en: 'People learn from people: free, nearby, without advertising',
          },
          locale: 'ru',
          timeZone: 'Europe/Moscow',
          currency: 'RUB',
          contactEmail: 'team@example.org',
        },
        owner: { name: 'Анна Петрова', email, password },
      },
    }),
  );
  result('Organisation', `${organization.name} (${organization.id})`);
  const organizer = caller(session.token);
  const growth = await must(
    api.createObjective({
      client: organizer,
      body: { title: { ru: 'Больше людей делятся опытом', en: 'More people share what they know' } },
    }),
  );
  const students = await must(
    api.createObjective({
      client: organizer,
      body: { title: { ru: 'Студенты приходят и остаются', en: 'Students come and stay' }, parentId: growth.id },
    }),
  );

  const day = new Date(startedAt.getTime() + 28 * 86_400_000).toISOString().slice(0, 10);
  const event = await must(
    api.createEvent({
      client: organizer,
      body: {
        title: { ru: 'Вечер данных 14: базы под нагрузкой', en: 'Data Evening 14: databases under load' },
        summary: {
          ru: 'Три доклада, мастерская и кофе для тех, кто хранит данные',
          en: 'Three talks, a workshop and coffee for people who keep data',
        },
        description: {
          ru: 'Приходите с вопросами.\n\nЗапись будет.',
          en: 'Bring questions.\n\nThere will be a recording.',
        },
        theme: { ru: 'Что делать, когда приходят все сразу', en: 'What to do when everybody comes at once' },
        interaction: {
          ru: 'Вопросы с голосованием, мастерская по двое',
          en: 'Questions with votes, a workshop in pairs',
        },
        accessibility: { ru: 'Вход без ступеней, субтитры на экране', en: 'Step-free entrance, subtitles on screen' },
        format: 'hybrid',
        languages: ['ru', 'en'],
        venueName: 'Библиотека на Невском',
        venueAddress: 'Невский проспект, 20, Санкт-Петербург',
        onlineUrl: 'https://meet.example.org/data-evening-14',
        timeZone: 'Europe/Moscow',
        startsAt: `${day}T11:00`,
        endsAt: `${day}T17:30`,
        objectiveId: students.id,
      },
    }),
  );
  result('Event', `${event.title.en}, ${event.startsAtLocal} ${event.timeZone}, hybrid, ru + en`);
  result('Objective', `${growth.title.en} → ${students.title.en}`);
  // The goals are read at once: the demo does not wait for the evening to be over.
  const readAt = startedAt.toISOString();
  const goals = [
    { metric: 'registrations', comparator: '>=', target: 80 },
    { metric: 'show-up-rate', comparator: '>=', target: 0.6 },
    { metric: 'nps', comparator: '>=', target: 30, minimumSample: 10 },
    { metric: 'net-cost-per-attendee', comparator: '<=', target: 90_000, currency: 'RUB' },
  ] as const;
  for (const goal of goals)
    await must(
      api.createGoal({
        client: organizer,
        path: { eventId: event.id },
        body: { ...goal, readAt, owner: 'Анна Петрова' },
      }),
    );
  result('Goals', 'registrations ≥ 80, show-up rate ≥ 60 %, NPS ≥ 30, net cost per attendee ≤ 900 RUB');
  return {
    organizer,
    finance: await hireFinance(organizer, startedAt),
    eventId: event.id,
    slug: event.slug,
    startedAt,
  };
}

/** Another person, who joins by the link of a mail: a budget is not approved by who drew it up. */
async function hireFinance(organizer: Caller, startedAt: Date): Promise<Caller> {
  const email = `finance-${startedAt.getTime()}@example.org`;
  await must(
    api.inviteMember({ client: organizer, body: { email, name: 'Борис Иванов', role: 'finance', locale: 'ru' } }),
  );
  const [mail] = await awaitMails(startedAt, 1, (caught) => caught.recipients.includes(email));
  const token = /\/join\/([\w-]+)/.exec((await readMail(mail?.id ?? '')).text)?.[1] ?? '';
  const session = await must(
    api.acceptMemberInvitation({
      client: caller(),
      path: { token },
      body: { password: `demo ${crypto.randomUUID()}` },
    }),
  );
  result('Team', 'Анна Петрова (owner), Борис Иванов (finance, joined by mail)');
  return caller(session.token);
}

/** 2. Contacts, a segment, and the audience of the event. */
export async function gatherAudience({ organizer, eventId }: Story): Promise<void> {
  step(2, 'Contacts from a file, a segment by a rule, and the frozen audience');
  const people = community(500);
  const csv = contactFile(people);
  const dry = await must(
    api.importContacts({ client: organizer, body: { csv, dryRun: true, consentTextVersion: 'meetup-form-2026' } }),
  );
  result('Dry run', `${dry.created} would be created, ${dry.rejected} rejected, nothing written`);
  const real = await must(
    api.importContacts({ client: organizer, body: { csv, dryRun: false, consentTextVersion: 'meetup-form-2026' } }),
  );
  result('Import', `${real.created} created, ${real.rejected} rejected`);
  for (const row of real.rows.filter((item) => item.outcome === 'rejected')) {
    result(`  line ${row.line}`, row.problems.map((problem) => `${problem.code}: ${problem.detail}`).join('; '));
  }
  expectThat(
    '500 people are imported and six bad rows are not',
    real.created === 500 && real.rejected === 6 && dry.created === 500,
  );

  const rule: api.GroupRuleDto = {
    op: 'and',
    args: [
      {
        op: 'or',
        args: [
          { field: 'interests', cmp: 'hasAny', value: ['databases', 'data', 'security'] },
          { field: 'city', cmp: 'in', value: ['Санкт-Петербург', 'Москва'] },
          { rel: 'attended', count: { cmp: '>=', n: 2 } },
        ],
      },
      { op: 'not', args: [{ field: 'tags', cmp: 'hasAny', value: ['staff'] }] },
    ],
  };
  const preview = await must(api.previewSegment({ client: organizer, body: { rule, sample: 3 } }));
  result(
    'Preview',
    `${preview.size} people, ${preview.mayInvite} may be invited; e.g. ${preview.sample.map((contact) => contact.name).join(', ')}`,
  );
  const segment = await must(
    api.createSegment({ client: organizer, body: { name: 'People who would come for databases', rule } }),
  );
  const somebody = preview.sample[0];
  expectThat('somebody is in the segment', somebody !== undefined);
  const why = await must(
    api.explainSegment({ client: organizer, path: { segmentId: segment.id, contactId: somebody?.id ?? '' } }),
  );
  result(`Why ${somebody?.name}`, `matched: ${why.matched}`);
  for (const line of explained(why.tree)) result('', line);
  const audience = await must(
    api.freezeAudience({ client: organizer, path: { eventId }, body: { segmentId: segment.id } }),
  );
  result(
    'Audience',
    `${audience.size} people frozen, ${audience.mayInvite} may be invited, ${audience.withoutConsent} gave no consent`,
  );
}

interface Explained {
  matched: boolean;
  args?: Explained[];
  op?: string;
  condition?: Record<string, unknown>;
  actual?: unknown;
}

const explained = (node: unknown, depth = 0): string[] => {
  const { matched, args = [], op, condition, actual } = node as Explained;
  const words = op
    ? op
    : `${Object.values(condition ?? {})
        .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
        .join(' ')}: here ${JSON.stringify(actual)}`;
  return [
    `${'  '.repeat(depth)}${matched ? '✓' : '·'} ${words}`.slice(0, 130),
    ...args.flatMap((child) => explained(child, depth + 1)),
  ];
};

/** 3. The budget: drawn up, approved by another person, committed, paid. */
export async function drawUpBudget({ organizer, finance, eventId }: Story): Promise<void> {
  step(3, 'A budget that another person approves, a commitment and an actual');
  const path = { eventId };
  await must(
    api.createBudget({
      client: organizer,
      path,
      body: {
        currency: 'RUB',
        policy: 'warn',
        headcounts: { registrations: 100, attendees: 70, speakers: 6, volunteers: 8, days: 1 },
      },
    }),
  );
  const line = (body: Parameters<typeof api.createBudgetLine>[0]['body']) =>
    must(api.createBudgetLine({ client: organizer, path, body }));
  const hall = await line({
    kind: 'expense',
    category: 'venue',
    label: 'Зал на день',
    unitAmount: rub(3_000_000),
    quoteState: 'quoted',
  });
  const coffee = await line({
    kind: 'expense',
    category: 'catering',
    label: 'Кофе и выпечка',
    basis: 'driver',
    driver: 'attendee',
    unitAmount: rub(45_000),
  });
  const gifts = await line({
    kind: 'expense',
    category: 'speakers',
    label: 'Подарки докладчикам',
    basis: 'driver',
    driver: 'speaker',
    unitAmount: rub(150_000),
  });
  const sponsor = await line({
    kind: 'income',
    category: 'sponsors',
    label: 'Партнёр вечера',
    unitAmount: rub(2_500_000),
    quoteState: 'contracted',
  });
  await must(api.submitBudget({ client: organizer, path }));
  const own = await refused(api.approveBudget({ client: organizer, path }), 'budget/own-submission');
  result('Own approval', `refused: ${own.title}`);
  await must(api.approveBudget({ client: finance, path }));
  const commitment = await must(
    api.createCommitment({
      client: finance,
      path,
      body: {
        lineId: hall.id,
        occurredOn: '2026-11-20',
        amount: rub(3_100_000),
        counterparty: 'Библиотека на Невском',
      },
    }),
  );
  await must(
    api.createActual({
      client: finance,
      path,
      body: {
        lineId: hall.id,
        commitmentId: commitment.id,
        occurredOn: '2026-11-21',
        amount: rub(3_100_000),
        counterparty: 'Библиотека на Невском',
      },
    }),
  );
  await must(
    api.createActual({
      client: finance,
      path,
      body: {
        lineId: coffee.id,
        occurredOn: '2026-11-21',
        amount: rub(3_220_000),
        units: 70,
        counterparty: 'Кофейня «Строка»',
      },
    }),
  );
  await must(
    api.createActual({
      client: finance,
      path,
      body: { lineId: sponsor.id, occurredOn: '2026-11-21', amount: rub(2_500_000), counterparty: 'ООО «Партнёр»' },
    }),
  );
  await must(
    api.createCommitment({
      client: finance,
      path,
      body: { lineId: gifts.id, occurredOn: '2026-11-21', amount: rub(900_000), counterparty: 'Типография' },
    }),
  );
  const summary = await must(api.getBudgetSummary({ client: finance, path }));
  for (const [kind, figures] of [
    ['Expense', summary.expense],
    ['Income', summary.income],
  ] as const) {
    const { planned, committed, actual, forecast, variance } = figures;
    result(
      kind,
      `planned ${roubles(planned.amount)}, committed ${roubles(committed.amount)}, actual ${roubles(actual.amount)}, forecast ${roubles(forecast.amount)}, variance ${roubles(variance.amount)}`,
    );
  }
  const catering = summary.lines.find((item) => item.lineId === coffee.id)?.split;
  if (catering)
    result(
      'Coffee, variance split',
      `price ${roubles(catering.price.amount)}, volume ${roubles(catering.volume.amount)}`,
    );
  result(
    'Result',
    `planned ${roubles(summary.result.planned.amount)}, forecast ${roubles(summary.result.forecast.amount)}`,
  );
  const { thresholds, reason, gap } = summary.breakEven;
  result(
    'Break-even',
    thresholds[0]
      ? `from ${thresholds[0].attendees} attendees`
      : `at no head count (${reason}): ${gap ? roubles(gap.amount) : 'the rest'} must come from elsewhere`,
  );
}

/** 4. The agenda: imported, a clash refused by the database, released, exported. */
export async function settleAgenda({ organizer, eventId }: Story): Promise<void> {
  step(4, 'An agenda from a frab file, a clash that the database refuses, and schedule.xml');
  const path = { eventId };
  const schedule = JSON.parse(readFileSync(join(import.meta.dirname, 'agenda.schedule.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const imported = await must(api.importAgenda({ client: organizer, path, body: { schedule } }));
  result('Import', `${imported.created} sessions into ${imported.rooms.join(', ')}`);
  const { items } = await must(api.listAgendaSessions({ client: organizer, path, query: { limit: 200 } }));
  const talks = items
    .filter((session) => session.kind === 'talk' && session.roomId)
    .toSorted((a, b) => a.startsAt.localeCompare(b.startsAt));
  const [first, other] = [
    talks[0],
    talks.find((session) => session.roomId === talks[0]?.roomId && session.id !== talks[0]?.id),
  ];
  if (!first || !other) throw new Error('The agenda has two talks in one room');
  const move = (startsAt: string, version: number) =>
    must(
      api.changeAgendaSession({
        client: organizer,
        path: { eventId, sessionId: other.id },
        headers: { 'If-Match': `"${version}"` },
        body: { startsAt },
      }),
    );
  const clashing = await move(first.startsAtLocal, other.version);
  const clash = await refused(
    api.releaseAgenda({ client: organizer, path, body: { name: 'Clashing' } }),
    'scheduling/room-double-booked',
  );
  result('Clashing release', `refused: ${clash.detail ?? clash.title}`);
  await move(other.startsAtLocal, clashing.version);
  const release = await must(api.releaseAgenda({ client: organizer, path, body: { name: 'Программа 1' } }));
  result('Release', `${release.name} (${release.id})`);
  const xml = await must(api.getScheduleXml({ client: organizer, path })).then((file) => file.text());
  result('schedule.xml', `${xml.length} characters, ${xml.split('<event ').length - 1} events`);
}
