import * as api from '../../openapi/client/index.ts';
import { readForm, sendForm } from './forms.ts';
import { randomOf } from './people.ts';
import { type Story, roubles } from './planning.ts';
import {
  awaitMails,
  caller,
  expectThat,
  mailsSince,
  must,
  readAttachment,
  readMail,
  refused,
  result,
  step,
  turnoutUrl,
  withProgress,
} from './stage.ts';

/** Somebody who was invited: how to write to them, and their personal link. */
interface Invited {
  email: string;
  token: string;
}

/** A ticket in somebody's hands. */
interface Holder {
  email: string;
  orderToken: string;
  codes: string[];
}

const tokenOf = (url: string, kind: string): string => new RegExp(`/${kind}/([\\w-]+)`).exec(url)?.[1] ?? '';

/** 5. Publication: the goals freeze, and invitations go to those who agreed. */
export async function publishAndInvite({
  organizer,
  eventId,
  slug,
  startedAt,
}: Story): Promise<{ invited: Invited[]; ticketTypeId: string }> {
  step(5, 'Publication, and invitations to those who agreed to them');
  const path = { eventId };
  const quota = await must(api.createQuota({ client: organizer, path, body: { name: 'Большой зал', size: 100 } }));
  const type = await must(
    api.createTicketType({
      client: organizer,
      path,
      body: {
        name: { ru: 'Гость', en: 'Guest' },
        description: { ru: 'Вход, доклады и кофе', en: 'Entrance, talks and coffee' },
        quotaIds: [quota.id],
        maxPerOrder: 1,
      },
    }),
  );
  const option = (value: string, ru: string, en: string) => ({ value, label: { ru, en } });
  await must(
    api.createQuestion({
      client: organizer,
      path,
      body: {
        kind: 'choice',
        scope: 'attendee',
        key: 'meal',
        required: true,
        label: { ru: 'Что вы едите?', en: 'What do you eat?' },
        options: [
          option('anything', 'Всё', 'Anything'),
          option('vegan', 'Веганское', 'Vegan'),
          option('other', 'Другое', 'Something else'),
        ],
      },
    }),
  );
  await must(
    api.createQuestion({
      client: organizer,
      path,
      body: {
        kind: 'text',
        scope: 'attendee',
        key: 'meal-other',
        required: true,
        label: { ru: 'Что именно?', en: 'What exactly?' },
        condition: { questionKey: 'meal', anyOf: ['other'] },
      },
    }),
  );
  await must(api.publishEvent({ client: organizer, path }));
  const goals = await must(api.listGoals({ client: organizer, path }));
  result('Published', `${turnoutUrl}/e/${slug}, ${goals.filter((goal) => goal.frozen).length} goals frozen`);

  const run = await must(api.sendInvitations({ client: organizer, path }));
  result(
    'Invitations',
    `${run.targeted} targeted, ${run.invited} invited, ${run.withoutConsent} without consent got none`,
  );
  const again = await must(api.sendInvitations({ client: organizer, path }));
  expectThat('nobody is invited twice', again.invited === 0 && again.alreadyInvited === run.invited);
  const isPerson = (mail: { recipients: string[] }) => mail.recipients[0]?.startsWith('person') ?? false;
  const mails = await awaitMails(startedAt, run.invited, isPerson, 120);
  expectThat('as many mails as invitations', mails.length === run.invited);
  const invited = await withProgress('Reading the mails', mails.slice(0, 150), async (mail) => {
    const letter = await readMail(mail.id);
    return { email: mail.recipients[0] ?? '', token: tokenOf(letter.text, 'i'), headers: letter.headers };
  });
  const headers =
    invited[0]?.headers.filter((header) => header.name.toLowerCase().startsWith('list-unsubscribe')) ?? [];
  for (const header of headers) result(`  ${header.name}`, header.value.slice(0, 90));
  expectThat(
    'one click unsubscribes (RFC 8058)',
    headers.length === 2 && invited.every((person) => person.token !== ''),
  );
  return { invited, ticketTypeId: type.id };
}

/** 6. Registration by link: 120 people for 100 places. */
export async function register(
  story: Story,
  { invited, ticketTypeId }: { invited: Invited[]; ticketTypeId: string },
): Promise<Holder[]> {
  step(6, '120 people register for 100 places, by page and by API');
  const { organizer, eventId, slug, startedAt } = story;
  const visitor = caller();
  const holders: Holder[] = [];
  let soldOut = 0;

  const missing = await refused(
    api.placeOrder({
      client: visitor,
      path: { slug },
      body: {
        name: 'Гость',
        email: 'nobody@example.org',
        locale: 'ru',
        tickets: [{ ticketTypeId, attendee: { name: 'Гость' }, answers: { meal: 'other' } }],
      },
    }),
    'ticketing/answers-invalid',
  );
  result('Conditional question', `left out: refused, ${missing.detail ?? missing.title}`);

  const people = invited.slice(0, 120);
  await withProgress('Registering', people, async (person, index) => {
    const holder = index < 12 ? await byPage(person) : await byApi(story, person, ticketTypeId, index);
    if (holder) holders.push(holder);
    else soldOut++;
  });
  result('By the page', '12, without JavaScript');
  result('By the API', `${holders.length - 12}, ${soldOut} refused: ticketing/sold-out`);
  expectThat('100 of 120 got a place', holders.length === 100 && soldOut === 20);

  const isTicket = (mail: { recipients: string[]; subject: string; receivedAt: string }) =>
    holders.some((holder) => holder.email === mail.recipients[0]);
  const before = invited.filter((person) => holders.some((holder) => holder.email === person.email)).length;
  const mails = await awaitMails(startedAt, before + holders.length, isTicket, 120);
  const ticketMail = await readMail(mails.at(-1)?.id ?? '');
  result(
    'Ticket by mail',
    `«${ticketMail.subject}», ${ticketMail.attachments.map((file) => file.mimeType).join(', ')}`,
  );
  const invitation = await calendarOf(mails.at(-1)?.id ?? '');
  result('Calendar', `${invitation.method}, UID ${invitation.uid.slice(0, 20)}…, SEQUENCE ${invitation.sequence}`);

  const [leaver] = holders;
  if (!leaver) throw new Error('Somebody has a ticket');
  await must(api.cancelMyOrder({ client: visitor, path: { token: leaver.orderToken }, body: { reason: 'Заболел' } }));
  const late = people.find((person) => !holders.some((holder) => holder.email === person.email));
  const replacement = late && (await byApi(story, late, ticketTypeId, 500));
  expectThat('a cancelled place returns at once', replacement !== null && replacement !== undefined);
  result('One cancels', 'the place goes to somebody who was refused before');

  const event = await must(api.getEvent({ client: organizer, path: { eventId } }));
  const later = (local: string) =>
    `${local.slice(0, 11)}${String(Number(local.slice(11, 13)) + 1).padStart(2, '0')}${local.slice(13)}`;
  const movedAt = new Date();
  await must(
    api.rescheduleEvent({
      client: organizer,
      path: { eventId },
      body: {
        startsAt: later(event.startsAtLocal),
        endsAt: later(event.endsAtLocal),
        notify: true,
        reason: 'Зал открывается позже',
      },
    }),
  );
  const stay = [...holders.slice(1), ...(replacement ? [replacement] : [])];
  const updates = await awaitMails(
    movedAt,
    stay.length,
    (mail) => stay.some((holder) => holder.email === mail.recipients[0]),
    120,
  );
  const mine = updates.find((mail) => mail.recipients[0] === mails.at(-1)?.recipients[0]);
  const update = await calendarOf(mine?.id ?? '');
  expectThat(
    'the update has the same UID and a higher SEQUENCE',
    update.uid === invitation.uid && update.sequence > invitation.sequence,
  );
  result(
    'The start moves by an hour',
    `${new Set(updates.map((mail) => mail.recipients[0])).size} people told, same UID, SEQUENCE ${update.sequence}`,
  );
  return [leaver, ...stay];
}

async function byPage(person: Invited): Promise<Holder> {
  const form = await readForm(`/i/${person.token}/register`);
  for (const [name, values] of form.choices) form.fields.set(name, values[0] ?? '');
  const sent = await sendForm(form);
  if (sent.status !== 303 || !sent.location)
    throw new Error(`The page did not take ${person.email}: ${sent.status} ${/<h1[^>]*>([^<]*)/.exec(sent.html)?.[1]}`);
  const orderToken = tokenOf(sent.location, 't');
  const order = await must(api.getMyOrder({ client: caller(), path: { token: orderToken } }));
  return { email: person.email, orderToken, codes: order.tickets.map((ticket) => ticket.code ?? '') };
}

async function byApi({ slug }: Story, person: Invited, ticketTypeId: string, index: number): Promise<Holder | null> {
  const answers: Record<string, string> =
    index % 9 === 0 ? { meal: 'other', 'meal-other': 'Без орехов' } : { meal: index % 4 === 0 ? 'vegan' : 'anything' };
  const { data, error } = await api.placeOrder({
    client: caller(),
    path: { slug },
    headers: { 'Idempotency-Key': `demo-${person.email}-${index}` },
    body: {
      name: person.email.slice(0, 9),
      email: person.email,
      locale: index % 3 === 0 ? 'en' : 'ru',
      invitationToken: person.token,
      tickets: [{ ticketTypeId, attendee: { name: person.email.slice(0, 9), email: person.email }, answers }],
    },
  });
  if (data)
    return {
      email: person.email,
      orderToken: tokenOf(data.manageUrl, 't'),
      codes: data.tickets.map((ticket) => ticket.code ?? ''),
    };
  const problem = error as { code?: string };
  if (problem.code === 'ticketing/sold-out') return null;
  throw new Error(`${person.email} was refused: ${JSON.stringify(error)}`);
}

/** The iTIP message that a mail carries. */
async function calendarOf(mailId: string): Promise<{ method: string; uid: string; sequence: number }> {
  const mail = await readMail(mailId);
  const file = mail.attachments.find(
    (attachment) => attachment.mimeType.includes('calendar') || attachment.filename.endsWith('.ics'),
  );
  const text = (file ? await readAttachment(file.url) : '').replaceAll(/\r?\n[ \t]/g, '');
  const property = (name: string) => new RegExp(`^${name}(?:;[^:\r\n]*)?:(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  return { method: property('METHOD'), uid: property('UID'), sequence: Number(property('SEQUENCE')) };
}

/** 7. The door. */
export async function openTheDoor({ organizer, eventId }: Story, [leaver, ...guests]: Holder[]): Promise<Holder[]> {
  step(7, 'At the door: 70 come, one ticket twice, one cancelled, one forged');
  const scan = (code: string, device = 'Главный вход') =>
    must(
      api.scanTicket({
        client: organizer,
        path: { eventId },
        body: { code, device, clientScanId: crypto.randomUUID() },
      }),
    );
  const came = guests.slice(0, 70);
  await withProgress('Scanning', came, async (guest) => {
    const verdict = await scan(guest.codes[0] ?? '');
    expectThat(`${guest.email} is let in`, verdict.outcome === 'admitted');
  });
  const twice = await scan(came[0]?.codes[0] ?? '', 'Второй вход');
  const cancelled = await scan(leaver?.codes[0] ?? '');
  const code = came[1]?.codes[0] ?? '';
  const forged = await scan(`${code.slice(0, -4)}${code.endsWith('0000') ? '1111' : '0000'}`);
  result('Twice', `${twice.outcome}: ${twice.reason}, first at ${twice.firstDevice}`);
  result('Cancelled', `${cancelled.outcome}: ${cancelled.reason}`);
  result('Forged', `${forged.outcome}: ${forged.reason}`);
  expectThat(
    'all three are refused',
    [twice, cancelled, forged].every((verdict) => verdict.outcome === 'refused'),
  );
  const attendance = await must(api.getAttendance({ client: organizer, path: { eventId } }));
  result('Attendance', `${attendance.registered} registered, ${attendance.admitted} came`);
  return came;
}

/** 8. The survey, answered anonymously. */
export async function ask({ organizer, eventId }: Story): Promise<void> {
  step(8, 'An anonymous survey to those who came; 40 answer');
  const openedAt = new Date();
  const survey = await must(
    api.createSurvey({
      client: organizer,
      path: { eventId },
      body: {
        title: { ru: 'Как прошёл вечер?', en: 'How was the evening?' },
        introduction: { ru: 'Две минуты, анонимно.', en: 'Two minutes, anonymous.' },
        questions: [
          {
            kind: 'nps',
            key: 'nps',
            required: true,
            text: { ru: 'Порекомендуете друзьям?', en: 'Would you recommend it to friends?' },
          },
          {
            kind: 'rating',
            key: 'csat',
            required: true,
            text: { ru: 'Насколько вы довольны?', en: 'How satisfied are you?' },
          },
          { kind: 'text', key: 'more', text: { ru: 'Что улучшить?', en: 'What should be better?' } },
        ],
      },
    }),
  );
  const opened = await must(api.openSurvey({ client: organizer, path: { surveyId: survey.id } }));
  const mails = await awaitMails(openedAt, 70, (mail) => mail.recipients[0]?.startsWith('person') ?? false, 120);
  result('Asked', `${opened.asked} people, ${mails.length} mails`);
  const random = randomOf(14);
  const letters = await Promise.all(mails.slice(0, 40).map((mail) => readMail(mail.id)));
  const tokens = letters.map((letter) => tokenOf(letter.text, 's'));
  await withProgress('Answering', tokens, async (token, index) => {
    if (index === 0) return answerOnPage(token);
    const nps =
      random() < 0.7
        ? 9 + Math.floor(random() * 2)
        : random() < 0.7
          ? 7 + Math.floor(random() * 2)
          : 3 + Math.floor(random() * 3);
    return must(
      api.answerSurvey({
        client: caller(),
        path: { token },
        body: {
          answers: { nps, csat: nps >= 7 ? 5 : 3, ...(index % 5 === 0 && { more: 'Больше времени на вопросы' }) },
        },
      }),
    );
  });
  const second = await refused(
    api.answerSurvey({ client: caller(), path: { token: tokens[1] ?? '' }, body: { answers: { nps: 10, csat: 5 } } }),
    'surveys/already-answered',
  );
  result('A second answer', `refused: ${second.title}`);
  await must(api.closeSurvey({ client: organizer, path: { surveyId: survey.id } }));
  const results = await must(api.getSurveyResults({ client: organizer, path: { surveyId: survey.id } }));
  result('Answers', `${results.answered} of ${results.asked}`);
  expectThat('forty answers are counted', results.answered === 40 && results.shown === 40);
}

async function answerOnPage(token: string): Promise<void> {
  const form = await readForm(`/s/${token}`);
  for (const [name, values] of form.choices) form.fields.set(name, values.at(-1) ?? '');
  const sent = await sendForm(form);
  expectThat(`the survey page takes answers (${sent.status})`, sent.status === 303 || sent.status === 200);
}

/** 9. The verdict. */
export async function judge({ organizer, eventId }: Story): Promise<void> {
  step(9, 'The evaluation, and the verdict on each goal');
  const evaluation = await must(api.evaluateEvent({ client: organizer, path: { eventId } }));
  const first = evaluation.funnel[0]?.count ?? 1;
  for (const stage of evaluation.funnel) {
    const count = stage.count ?? 0;
    result(stage.step, `${'▇'.repeat(Math.max(1, Math.round((count / first) * 40))).padEnd(41)}${count}`);
  }
  const { nps, budget } = evaluation;
  result(
    'NPS',
    `${nps.shown?.en} (95 %: ${nps.interval?.low.toFixed(1)} to ${nps.interval?.high.toFixed(1)}, ${nps.n} of ${nps.population} answered)`,
  );
  if (budget) {
    result(
      'Budget',
      `expense ${roubles(budget.actual.expense.amount)}, income ${roubles(budget.actual.income.amount)}`,
    );
    result('Net cost per attendee', budget.netCostPerAttendee ? roubles(budget.netCostPerAttendee.amount) : 'unknown');
  }
  console.log();
  const signs: Record<string, string> = {
    met: '\u001b[32m✓ met\u001b[0m',
    missed: '\u001b[31m✗ missed\u001b[0m',
    inconclusive: '\u001b[33m? inconclusive\u001b[0m',
    unmeasurable: '– unmeasurable',
  };
  for (const goal of evaluation.goals)
    console.log(`   ${(signs[goal.verdict] ?? goal.verdict).padEnd(24)} ${goal.explanation.en}`);
  const report = await must(api.createReportLink({ client: organizer, path: { eventId }, body: { name: 'Demo' } }));
  const page = await fetch(report.url ?? '');
  expectThat('the report is a page', page.ok && (await page.text()).includes('<svg'));
  console.log();
  result('The report, with charts', report.url);
  result('Mails in all', (await mailsSince(new Date(0))).length);
  expectThat(
    'every goal has a verdict',
    evaluation.goals.length === 4 && evaluation.goals.every((goal) => goal.verdict in signs),
  );
}
