import { toPublicId } from '../../src/kernel/id.js';
import type { TestApp, TestOrganization } from './boot.js';
import type { Answer } from './client.js';
import { draftEvent, publishedEvent } from './given.js';
import { pendingOrder } from './given-payments.js';

/** Ids of one organisation's things by the name that a route's path has for them. */
export type Ids = Record<string, string>;

function made(answer: Answer): Record<string, string> {
  if (answer.status >= 300) throw new Error(`Could not be made: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as Record<string, string>;
}

/**
 * An organisation that has one of everything, each with the mark in its texts, so that a leak shows. Two of them have equal
 * shapes: what A may not know of B differs from what does not exist in nothing but B.
 */
export async function world(
  t: TestApp,
  mark: string,
): Promise<{ organization: TestOrganization; ids: Ids; draft: Ids }> {
  const organization = await t.organization({ name: mark, mission: { en: mark } });
  const { owner } = organization;
  const post = async (path: string, body: unknown) => made(await owner.post(path, body));
  const texts = { en: mark, ru: mark };

  const objective = await post('/v1/objectives', { title: texts });
  const key = await post('/v1/api-keys', { name: mark, permissions: ['events:read'] });
  const finance = await organization.member('finance');
  const memberId = (await owner.get('/v1/members')).body.items.find(
    (member: { role: string }) => member.role === 'finance',
  ).id as string;

  const contact = await post('/v1/contacts', {
    email: `${mark.toLowerCase()}@example.org`,
    name: mark,
    locale: 'en',
    interests: ['databases'],
  });
  await post(`/v1/contacts/${contact['id']}/consents`, {
    purpose: 'event-invitations',
    decision: 'granted',
    textVersion: mark,
    channel: 'form',
  });
  const segment = await post('/v1/segments', {
    name: mark,
    rule: { field: 'interests', cmp: 'hasAny', value: ['databases'] },
  });

  const draft = await draftEvent(owner, { title: texts });
  const event = await publishedEvent(owner, {
    title: texts,
    startsAt: '2037-03-14T18:00',
    objectiveId: objective['id'],
    noObjectiveReason: undefined,
  });
  const [goal] = (await owner.get(`/v1/events/${draft.id}/goals`)).body as { id: string }[];
  const inEvent = `/v1/events/${event.id}`;
  await owner.post(`${inEvent}/audience`, { segmentId: segment['id'] });

  await post(`${inEvent}/budget`, {
    currency: 'RUB',
    headcounts: { registrations: 1, attendees: 1, speakers: 0, volunteers: 0, days: 1 },
  });
  const money = { amount: 1000, currency: 'RUB' };
  const line = await post(`${inEvent}/budget/lines`, {
    kind: 'expense',
    category: 'venue',
    label: mark,
    unitAmount: money,
  });
  made(await owner.post(`${inEvent}/budget/submission`));
  made(await finance.post(`${inEvent}/budget/approval`));
  const commitment = await post(`${inEvent}/budget/commitments`, {
    lineId: line['id'],
    occurredOn: '2026-11-20',
    amount: money,
    note: mark,
  });
  const actual = await post(`${inEvent}/budget/actuals`, {
    lineId: line['id'],
    occurredOn: '2026-11-20',
    amount: money,
    note: mark,
  });

  const room = await post(`${inEvent}/rooms`, { name: mark, capacity: 10 });
  const session = await post(`${inEvent}/agenda/sessions`, {
    title: { en: mark },
    kind: 'talk',
    roomId: room['id'],
    startsAt: '2037-03-14T18:00',
    durationMinutes: 30,
    persons: [mark],
  });
  const release = await post(`${inEvent}/agenda/releases`, { name: mark });

  const quota = await post(`${inEvent}/quotas`, { name: mark, size: 10 });
  const type = await post(`${inEvent}/ticket-types`, { name: texts, quotaIds: [quota['id']] });
  const tax = await post('/v1/tax-rules', { name: texts, rate: 20_000 });
  const category = await post(`${inEvent}/add-on-categories`, { name: texts });
  const varied = await post(`${inEvent}/ticket-types`, { name: texts, quotaIds: [quota['id']], maxPerOrder: 2 });
  const variation = await post(`/v1/ticket-types/${varied['id']}/variations`, { name: texts });
  const fee = await post(`${inEvent}/fees`, { name: texts, per: 'order' });
  const code = await post(`${inEvent}/codes`, { code: mark, tag: mark });
  const discount = await post(`${inEvent}/discounts`, { name: texts, kind: 'quantity', atLeast: 5, rate: 10_000 });
  const question = await post(`${inEvent}/questions`, { kind: 'text', scope: 'order', key: 'q', label: texts });
  const ordered = await t.visitor.post(`/v1/public/events/${event.slug}/orders`, {
    name: mark,
    email: `guest-${mark.toLowerCase()}@example.org`,
    locale: 'en',
    tickets: [{ ticketTypeId: type['id'], attendee: { name: mark } }],
  });
  const order = made(ordered) as unknown as { id: string; tickets: { id: string; code: string }[] };
  const [ticketKey] = (await owner.get(`${inEvent}/ticket-keys`)).body.items as { id: string }[];
  const scan = await post(`${inEvent}/scans`, {
    code: order.tickets[0]?.code,
    device: mark,
    clientScanId: '6f1c1d1e-2b58-4a1a-8a0f-3d1d5f0c7e11',
  });

  const account = await post('/v1/payment-accounts', {
    provider: 'stripe',
    label: mark,
    settings: { live: false },
    secrets: { secretKey: `sk_test_${mark}`, webhookSecret: `whsec_${mark}` },
  });
  const imported = await post(`${inEvent}/attendee-imports`, {
    ticketTypeId: type['id'],
    csv: `name,email\n${mark},imported-${mark.toLowerCase()}@example.org`,
    locale: 'en',
  });
  const noPlaces = await post(`${inEvent}/quotas`, { name: mark, size: 0 });
  const wanted = await post(`${inEvent}/ticket-types`, { name: texts, quotaIds: [noPlaces['id']] });
  await owner.put(`${inEvent}/waiting-list`, { open: true }, { 'if-match': '"0"' });
  const joined = await t.visitor.post(`/v1/public/events/${event.slug}/waiting-list`, {
    name: mark,
    email: `waiting-${mark.toLowerCase()}@example.org`,
    locale: 'en',
    products: [{ ticketTypeId: wanted['id'] }],
  });
  const waiting = made(joined);

  const checkInList = await post(`${inEvent}/check-in-lists`, { name: mark });
  const priced = await pendingOrder(t, { ...event, quotaId: quota['id'] ?? '', ticketTypeId: type['id'] ?? '' });
  const payment = await post(`/v1/orders/${priced.id}/payments`, {
    provider: 'cash',
    amount: { amount: 3000, currency: 'RUB' },
    note: mark,
  });
  const refunds = await owner.post(`/v1/orders/${priced.id}/refunds`, {
    amount: { amount: 100, currency: 'RUB' },
    reason: mark,
  });

  const discrepancies = await owner.get('/v1/payments/discrepancies');

  const survey = await post(`${inEvent}/surveys`, {
    title: texts,
    questions: [{ kind: 'text', key: 'why', text: texts }],
  });
  const feed = await post('/v1/calendar-feeds', { kind: 'organizer' });
  const report = await post(`${inEvent}/report-links`, {});
  const snapshot = await post(`${inEvent}/evaluation/snapshots`, {});
  await owner.post(`${inEvent}/invitations`, {});
  await t.settled();

  await t.sql(
    `with paid as (update orders set total_amount = 100, total_currency = 'EUR' where name = $1 returning id)
     update tickets set price_amount = 100 from paid where order_id = paid.id`,
    [mark],
  );
  const buyer = { name: mark, address: mark };
  await owner.put(`/v1/orders/${order.id}/invoice-address`, buyer);
  const settings = { holder: mark, iban: 'DE89370400440532013000' };
  await post('/v1/payment-accounts', { provider: 'bank-transfer', label: mark, settings });
  const content = `date,amount,currency,text\n2027-03-14,1.00,EUR,${mark}`;
  const statement = (await owner.post('/v1/bank-statements', { content })).body as {
    rows: { line: { id: string } }[];
  };
  const [invoice] = (await owner.get(`${inEvent}/invoices`)).body.items as { id: string }[];

  const [run] = await t.sql<{ id: string }>(
    `insert into refund_runs (organization_id, event_id, rate, reason) select organization_id, id, 100000, $2 from events where slug = $1 returning id`,
    [event.slug, mark],
  );
  const kept = await post(`${inEvent}/holds`, { label: mark, lines: [{ ticketTypeId: type['id'], count: 1 }] });

  const ids: Ids = {
    eventId: event.id,
    refundRunId: toPublicId('rrn', run?.id ?? ''),
    attendeeImportId: imported['id'] ?? '',
    objectiveId: objective['id'] ?? '',
    keyId: key['id'] ?? '',
    memberId,
    contactId: contact['id'] ?? '',
    segmentId: segment['id'] ?? '',
    goalId: goal?.id ?? '',
    lineId: line['id'] ?? '',
    commitmentId: commitment['id'] ?? '',
    actualId: actual['id'] ?? '',
    revision: '1',
    roomId: room['id'] ?? '',
    sessionId: session['id'] ?? '',
    releaseId: release['id'] ?? '',
    quotaId: quota['id'] ?? '',
    ticketTypeId: type['id'] ?? '',
    taxRuleId: tax['id'] ?? '',
    categoryId: category['id'] ?? '',
    variationId: variation['id'] ?? '',
    feeId: fee['id'] ?? '',
    codeId: code['id'] ?? '',
    holdId: kept['id'] ?? '',
    discountId: discount['id'] ?? '',
    questionId: question['id'] ?? '',
    orderId: order.id,
    ticketId: order.tickets[0]?.id ?? '',
    listId: checkInList['id'] ?? '',
    ticketKeyId: ticketKey?.id ?? '',
    scanId: scan['id'] ?? '',
    bankLineId: statement.rows[0]?.line.id ?? '',
    invoiceId: invoice?.id ?? '',
    paymentAccountId: account['id'] ?? '',
    paymentId: payment['id'] ?? '',
    refundId: refunds.body[0]?.id ?? '',
    discrepancyId: discrepancies.body.items[0]?.id ?? '',
    entryId: waiting['id'] ?? '',
    surveyId: survey['id'] ?? '',
    key: 'why',
    feedId: feed['id'] ?? '',
    linkId: report['id'] ?? '',
    snapshotId: snapshot['id'] ?? '',
    letterId: '01999999-0000-7000-8000-00000000000a',
    code: order.tickets[0]?.code ?? '',
  };
  return { organization, ids, draft: { ...ids, eventId: draft.id } };
}
