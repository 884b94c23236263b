import { expect } from '@jest/globals';
import type { TestApp, TestOrganization } from '../support/boot.js';
import { type TicketedEvent, ticketedEvent } from '../support/given-tickets.js';

/** An event as organisers make one: texts in both languages, questions with a condition, an agenda, two ticket types. */
export async function stagedEvent(organization: TestOrganization, size = 20): Promise<TicketedEvent> {
  const { owner } = organization;
  const event = await ticketedEvent(owner, { size, description: { en: 'The front row', ru: 'Первые ряды' } });
  const inEvent = `/v1/events/${event.id}`;
  await owner.change(inEvent, {
    title: { en: 'Open data evening', ru: 'Вечер открытых данных' },
    description: { ru: 'Приходите, даже если вы ничего не программируете.\n\nЧай и печенье за нами.' },
    accessibility: { en: 'Lift, hearing loop, quiet room.', ru: 'Лифт, индукционная петля, тихая комната.' },
  });
  const answers = await Promise.all([
    owner.post(`${inEvent}/questions`, {
      key: 'way',
      kind: 'choice',
      scope: 'order',
      required: true,
      label: { en: 'How will you take part?', ru: 'Как вы будете участвовать?' },
      options: [
        { value: 'hall', label: { en: 'In the hall', ru: 'В зале' } },
        { value: 'online', label: { en: 'Online', ru: 'Онлайн' } },
      ],
    }),
    owner.post(`${inEvent}/rooms`, { name: 'Большой зал' }),
    owner.post(`${inEvent}/quotas`, { name: 'Team', size: 0 }),
  ]);
  for (const { status } of answers) expect(status).toBe(201);
  const [, room, team] = answers;
  const needs = {
    key: 'needs',
    kind: 'long-text',
    scope: 'attendee',
    label: { en: 'What should we take care of?', ru: 'Что нам учесть?' },
    condition: { questionKey: 'way', anyOf: ['hall'] },
  };
  const agree = {
    key: 'rules',
    kind: 'boolean',
    scope: 'attendee',
    required: true,
    label: { en: 'I keep to the code of conduct', ru: 'Я соблюдаю правила' },
  };
  for (const question of [needs, agree]) expect((await owner.post(`${inEvent}/questions`, question)).status).toBe(201);
  await owner.post(`${inEvent}/ticket-types`, { name: { en: 'Volunteer', ru: 'Волонтёр' }, quotaIds: [team?.body.id] });
  const session = { kind: 'talk', roomId: room?.body.id, durationMinutes: 40, persons: ['Ольга Седова'] };
  await owner.post(`${inEvent}/agenda/sessions`, {
    ...session,
    title: { ru: 'Карты, которые рисуют жители' },
    startsAt: '2037-03-14T18:10',
  });
  await owner.post(`${inEvent}/agenda/sessions`, {
    ...session,
    title: { en: 'What one bus costs' },
    startsAt: '2037-03-14T19:00',
  });
  expect((await owner.post(`${inEvent}/agenda/releases`, { name: '1.0' })).status).toBe(201);
  return event;
}

/** Where the link in somebody's last mail leads. */
export async function linkFor(t: TestApp, email: string, kind: 't' | 'i' | 'u' | 's' | 'x'): Promise<string> {
  await t.settled();
  const text =
    t
      .mails()
      .filter((mail) => mail.isFor(email))
      .at(-1)?.text ?? '';
  return `${t.url}${new RegExp(`/${kind}/[\\w-]{43}`).exec(text)?.[0] ?? '/nothing'}`;
}
