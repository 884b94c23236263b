import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId, toPublicId } from '../../src/kernel/id.js';
import type { IdPrefix } from '../../src/kernel/id.js';
import { type TestApp, boot } from '../support/boot.js';
import type { Answer, Client } from '../support/client.js';
import { conceptOf } from '../support/given.js';
import type { Route } from '../support/routes.js';
import { type Ids, world } from '../support/world.js';

let t: TestApp;
let a: Awaited<ReturnType<typeof world>>;
let b: Awaited<ReturnType<typeof world>>;
let routes: Route[];

const canary = 'CANARYB';

beforeAll(async () => {
  t = await boot();
  a = await world(t, 'PLAINA');
  b = await world(t, canary);
  routes = t.routes().filter((route) => !route.isPublic);
}, 120_000);
afterAll(() => t.stop());

/** A request that would be right for its owner: how the body is made of ids. `{}` for routes without a body. */
interface Entry {
  body?: (ids: Ids) => unknown;
  /** Ids in the body, which are tried on their own too. */
  bodyIds?: string[];
  /** The route is about a draft. */
  draft?: true;
}

const money = { amount: 1, currency: 'RUB' };
const headcounts = { registrations: 1, attendees: 1, speakers: 0, volunteers: 0, days: 1 };
const rule = { field: 'interests', cmp: 'hasAny', value: ['databases'] };
const text = { en: 'x' };

/** Every route that needs credentials. A route that is not here fails the test below. */
const entries: Record<string, Entry> = {
  listDeadLetters: {},
  redriveDeadLetter: {},
  listMails: {},
  getOrganization: {},
  changeOrganization: { body: () => ({ name: 'PLAINA' }) },
  signOut: {},
  listMembers: {},
  inviteMember: { body: () => ({ email: 'x@example.org', name: 'x', role: 'door' }) },
  changeMember: { body: () => ({ role: 'door' }) },
  removeMember: {},
  createApiKey: { body: () => ({ name: 'x', permissions: ['events:read'] }) },
  listApiKeys: {},
  revokeApiKey: {},
  createObjective: { body: (ids) => ({ title: text, parentId: ids['objectiveId'] }), bodyIds: ['objectiveId'] },
  listObjectives: {},
  getObjective: {},
  changeObjective: { body: () => ({ title: text }) },
  deleteObjective: {},
  listAuditEntries: {},
  createEvent: {
    body: (ids) => conceptOf({ objectiveId: ids['objectiveId'], noObjectiveReason: undefined }),
    bodyIds: ['objectiveId'],
  },
  listEvents: {},
  getEvent: {},
  changeEvent: { body: () => ({ venueName: 'x' }) },
  publishEvent: { draft: true },
  rescheduleEvent: { body: () => ({ startsAt: '2037-03-15T18:00', endsAt: '2037-03-15T20:00', notify: false }) },
  cancelEvent: { body: () => ({ notify: false, reason: 'x' }) },
  closeEvent: {},
  createGoal: { body: () => ({ metric: 'registrations', comparator: '>=', target: 1 }) },
  listGoals: {},
  changeGoal: { body: () => ({ target: 2 }), draft: true },
  deleteGoal: { draft: true },
  createContact: { body: () => ({ email: 'y@example.org' }) },
  listContacts: {},
  getContact: {},
  changeContact: { body: () => ({ name: 'x' }) },
  deleteContact: {},
  setDoNotContact: { body: () => ({ reason: 'manual' }) },
  liftDoNotContact: {},
  recordConsent: { body: () => ({ purpose: 'newsletter', decision: 'granted', textVersion: '1', channel: 'form' }) },
  listConsents: {},
  listAttendances: {},
  importContacts: { body: () => ({ csv: 'email\nz@example.org', dryRun: true }) },
  createSegment: {
    body: (ids) => ({ name: 'x', rule: { rel: 'attended', events: [ids['eventId']] } }),
    bodyIds: ['eventId'],
  },
  listSegments: {},
  getSegment: {},
  changeSegment: { body: () => ({ name: 'x' }) },
  deleteSegment: {},
  previewSegment: { body: () => ({ rule }) },
  listSegmentMembers: {},
  explainSegment: {},
  freezeAudience: { body: (ids) => ({ segmentId: ids['segmentId'] }), bodyIds: ['segmentId'], draft: true },
  getAudience: {},
  createBudget: { body: () => ({ currency: 'RUB', headcounts }), draft: true },
  getBudget: {},
  changeBudget: { body: () => ({ policy: 'warn' }) },
  getBudgetRevision: {},
  getBudgetSummary: {},
  submitBudget: {},
  approveBudget: {},
  rejectBudget: { body: () => ({ reason: 'x' }) },
  reviseBudget: {},
  createBudgetLine: {
    body: (ids) => ({ kind: 'expense', category: 'x', label: 'x', unitAmount: money, ownerId: ids['memberId'] }),
    bodyIds: ['memberId'],
  },
  listBudgetLines: {},
  getBudgetLine: {},
  changeBudgetLine: { body: () => ({ label: 'x' }) },
  deleteBudgetLine: {},
  createCommitment: {
    body: (ids) => ({ lineId: ids['lineId'], occurredOn: '2026-11-20', amount: money }),
    bodyIds: ['lineId'],
  },
  listCommitments: {},
  reverseCommitment: { body: () => ({ reason: 'x' }) },
  createActual: {
    body: (ids) => ({
      lineId: ids['lineId'],
      commitmentId: ids['commitmentId'],
      occurredOn: '2026-11-20',
      amount: money,
    }),
    bodyIds: ['lineId', 'commitmentId'],
  },
  listActuals: {},
  reverseActual: { body: () => ({ reason: 'x' }) },
  createRoom: { body: () => ({ name: 'x' }) },
  listRooms: {},
  getRoom: {},
  changeRoom: { body: () => ({ name: 'y' }) },
  deleteRoom: {},
  createAgendaSession: {
    body: (ids) => ({
      title: text,
      kind: 'talk',
      roomId: ids['roomId'],
      startsAt: '2037-03-14T19:00',
      durationMinutes: 10,
    }),
    bodyIds: ['roomId'],
  },
  listAgendaSessions: {},
  getAgendaSession: {},
  changeAgendaSession: { body: (ids) => ({ roomId: ids['roomId'] }), bodyIds: ['roomId'] },
  deleteAgendaSession: {},
  listAgendaConflicts: {},
  releaseAgenda: { body: () => ({ name: 'x' }) },
  listAgendaReleases: {},
  getAgendaRelease: {},
  importAgenda: {
    body: () => ({ schedule: { schedule: { version: '1', conference: { title: 'x', acronym: 'xxxx', days: [] } } } }),
  },
  getScheduleJson: {},
  getScheduleXml: {},
  createQuota: { body: () => ({ name: 'x', size: 1 }) },
  listQuotas: {},
  getQuota: {},
  changeQuota: { body: () => ({ size: 20 }) },
  closeQuota: {},
  reopenQuota: {},
  deleteQuota: {},
  createTicketType: {
    body: (ids) => ({
      name: text,
      quotaIds: [ids['quotaId']],
      kind: 'add-on',
      categoryId: ids['categoryId'],
      taxRuleId: ids['taxRuleId'],
      companionIds: [ids['ticketTypeId']],
    }),
    bodyIds: ['quotaId', 'categoryId', 'taxRuleId', 'ticketTypeId'],
  },
  listTicketTypes: {},
  getTicketType: {},
  changeTicketType: { body: (ids) => ({ quotaIds: [ids['quotaId']] }), bodyIds: ['quotaId'] },
  deleteTicketType: {},
  getWaitingList: {},
  setWaitingList: { body: () => ({ open: true }) },
  getWaitingRoom: {},
  setWaitingRoom: { body: () => ({ enabled: false, opensAt: '2037-03-01T12:00:00Z', pace: 10 }) },
  listWaitingEntries: {},
  getWaitingEntry: {},
  changeWaitingPriority: { body: () => ({ priority: 1, reason: 'x' }) },
  pauseWaitingEntry: {},
  reactivateWaitingEntry: {},
  removeWaitingEntry: {},
  offerToWaitingEntry: {
    body: (ids) => ({ product: { ticketTypeId: ids['ticketTypeId'] } }),
    bodyIds: ['ticketTypeId'],
  },
  revokeWaitingOffer: {},
  createVariation: { body: (ids) => ({ name: text, quotaIds: [ids['quotaId']] }), bodyIds: ['quotaId'] },
  listVariations: {},
  getVariation: {},
  changeVariation: { body: (ids) => ({ quotaIds: [ids['quotaId']] }), bodyIds: ['quotaId'] },
  deleteVariation: {},
  getSaleSettings: {},
  changeSaleSettings: { body: () => ({ currencies: ['EUR'] }) },
  createTaxRule: { body: () => ({ name: text, rate: 20_000 }) },
  listTaxRules: {},
  getTaxRule: {},
  changeTaxRule: { body: () => ({ rate: 1 }) },
  deleteTaxRule: {},
  createAddOnCategory: { body: () => ({ name: text }) },
  listAddOnCategories: {},
  getAddOnCategory: {},
  changeAddOnCategory: { body: () => ({ name: text }) },
  deleteAddOnCategory: {},
  createFee: { body: (ids) => ({ name: text, per: 'order', taxRuleId: ids['taxRuleId'] }), bodyIds: ['taxRuleId'] },
  listFees: {},
  getFee: {},
  changeFee: { body: (ids) => ({ taxRuleId: ids['taxRuleId'] }), bodyIds: ['taxRuleId'] },
  deleteFee: {},
  createCode: {
    body: (ids) => ({ code: 'OTHER', ticketTypeIds: [ids['ticketTypeId']], variationIds: [ids['variationId']] }),
    bodyIds: ['ticketTypeId', 'variationId'],
  },
  createCodes: { body: (ids) => ({ count: 2, ticketTypeIds: [ids['ticketTypeId']] }), bodyIds: ['ticketTypeId'] },
  listCodes: {},
  exportCodes: {},
  getCode: {},
  changeCode: { body: (ids) => ({ ticketTypeIds: [ids['ticketTypeId']] }), bodyIds: ['ticketTypeId'] },
  deleteCode: {},
  createDiscount: {
    body: (ids) => ({ name: text, kind: 'quantity', atLeast: 2, rate: 1, ticketTypeIds: [ids['ticketTypeId']] }),
    bodyIds: ['ticketTypeId'],
  },
  listDiscounts: {},
  getDiscount: {},
  changeDiscount: { body: (ids) => ({ ticketTypeIds: [ids['ticketTypeId']] }), bodyIds: ['ticketTypeId'] },
  deleteDiscount: {},
  createQuestion: { body: () => ({ kind: 'text', scope: 'order', key: 'other', label: text }) },
  listQuestions: {},
  getQuestion: {},
  changeQuestion: { body: () => ({ label: text }) },
  deleteQuestion: {},
  getStock: {},
  getStockAudit: {},
  listOrders: {},
  getOrder: {},
  placeOrderFor: {
    body: (ids) => ({
      name: 'x',
      email: 'placed@example.org',
      locale: 'en',
      tickets: [{ ticketTypeId: ids['ticketTypeId'], attendee: { name: 'x' } }],
    }),
    bodyIds: ['ticketTypeId'],
  },
  approveOrder: {},
  denyOrder: { body: () => ({ reason: 'x', notify: false }) },
  extendOrder: { body: () => ({ hours: 1 }) },
  admitPendingOrder: { body: () => ({ admits: true }) },
  reactivateOrder: { body: () => ({ hours: 1 }) },
  createOrganizerHold: {
    body: (ids) => ({ label: 'x', lines: [{ ticketTypeId: ids['ticketTypeId'], count: 1 }] }),
    bodyIds: ['ticketTypeId'],
  },
  listOrganizerHolds: {},
  getOrganizerHold: {},
  changeOrganizerHold: { body: () => ({ label: 'y' }) },
  releaseOrganizerHold: { body: () => ({}) },
  cancelOrder: { body: (ids) => ({ notify: false, reason: 'x', ticketIds: [ids['ticketId']] }), bodyIds: ['ticketId'] },
  createPaymentAccount: {
    body: () => ({ provider: 'bank-transfer', label: 'x', settings: { holder: 'x', iban: 'DE89370400440532013000' } }),
  },
  listPaymentAccounts: {},
  getPaymentAccount: {},
  listDiscrepancies: {},
  resolveDiscrepancy: { body: () => ({ action: 'accept' }) },
  getMoneyAudit: {},
  listPayments: {},
  recordPayment: { body: () => ({ provider: 'cash', amount: money }) },
  listRefunds: {},
  createRefund: {
    body: (ids) => ({ amount: money, paymentId: ids['paymentId'], reason: 'x' }),
    bodyIds: ['paymentId'],
  },
  completeRefund: {},
  startRefundRun: { body: () => ({ rate: 100000, reason: 'x' }) },
  listRefundRuns: {},
  getRefundRun: {},
  importAttendees: {
    body: (ids) => ({ ticketTypeId: ids['ticketTypeId'], csv: 'name,email\nx,x@example.org', locale: 'en' }),
    bodyIds: ['ticketTypeId'],
  },
  getAttendeeImport: {},
  changePaymentAccount: { body: () => ({ label: 'x' }) },
  importBankStatement: {
    body: (ids) => ({
      content: 'date,amount,currency\n2027-03-15,1,EUR',
      paymentAccountId: ids['paymentAccountId'],
    }),
    bodyIds: ['paymentAccountId'],
  },
  listBankStatementLines: {},
  assignBankStatementLine: { body: (ids) => ({ orderId: ids['orderId'] }), bodyIds: ['orderId'] },
  ignoreBankStatementLine: { body: () => ({ reason: 'x' }) },
  returnBankStatementLine: { body: () => ({ note: 'x' }) },
  getInvoiceSettings: {},
  putInvoiceSettings: { body: () => ({ legalName: 'x', address: 'x' }) },
  listInvoices: {},
  getInvoice: {},
  getInvoicePdf: {},
  putInvoiceAddress: { body: () => ({ name: 'x', address: 'x' }) },
  blockTicket: { body: () => ({ reason: 'x' }) },
  unblockTicket: { body: () => ({ reason: 'x' }) },
  reissueTicket: { body: () => ({ notify: false }) },
  listRevocations: {},
  listTicketKeys: {},
  rotateTicketKey: {},
  revokeTicketKey: {},
  scanTicket: {
    body: (ids) => ({ code: ids['code'], device: 'x', clientScanId: '6f1c1d1e-2b58-4a1a-8a0f-3d1d5f0c7e12' }),
  },
  sellWalkIn: {
    body: (ids) => ({ ticketTypeId: ids['ticketTypeId'], paidBy: 'cash', admit: true, device: 'x' }),
    bodyIds: ['ticketTypeId'],
  },
  revertScan: { body: () => ({ device: 'x', clientScanId: '6f1c1d1e-2b58-4a1a-8a0f-3d1d5f0c7e14' }) },
  listScans: {},
  createCheckInList: {
    body: (ids) => ({ name: 'x', ticketTypeIds: [ids['ticketTypeId']] }),
    bodyIds: ['ticketTypeId'],
  },
  listCheckInLists: {},
  getCheckInList: {},
  changeCheckInList: { body: () => ({ name: 'x' }) },
  deleteCheckInList: {},
  getAttendance: {},
  createSurvey: { body: () => ({ title: text, questions: [{ kind: 'text', key: 'why', text }] }) },
  listSurveys: {},
  getSurvey: {},
  replaceSurvey: { body: () => ({ title: text, questions: [{ kind: 'text', key: 'why', text }] }) },
  openSurvey: {},
  closeSurvey: {},
  getSurveyResults: {},
  listSurveyTexts: {},
  sendInvitations: {},
  listInvitations: {},
  evaluateEvent: {},
  takeEvaluationSnapshot: {},
  listEvaluationSnapshots: {},
  getEvaluationSnapshot: {},
  createReportLink: {},
  listReportLinks: {},
  revokeReportLink: {},
  createCalendarFeed: { body: () => ({ kind: 'organizer' }) },
  listCalendarFeeds: {},
  revokeCalendarFeed: {},
};

/** The same id with other bits: right in form, and nobody's. */
function ghost(id: string): string {
  const prefix = id.slice(0, 3) as IdPrefix;
  const uuid = fromPublicId(prefix, id);
  return uuid ? toPublicId(prefix, `01999999-dead-7000-8000-${uuid.slice(-12)}`) : id;
}

const idsIn = (route: Route): string[] =>
  [...route.path.matchAll(/:(\w+)/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => name !== 'revision' && name !== 'key' && name !== 'letterId');

function call(client: Client, route: Route, ids: Ids, body: unknown): Promise<Answer> {
  const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => {
    if (!(name in ids)) throw new Error(`The world has no ${name}, which ${route.path} needs`);
    return ids[name] ?? '';
  });
  return client.send(
    route.method,
    path,
    route.method === 'GET' || route.method === 'DELETE' ? undefined : (body ?? {}),
    { 'if-match': '"1"' },
  );
}

/** Everything the database holds of an organisation, but for what reading it leaves behind. */
async function fingerprint(organizationId: string): Promise<Record<string, string>> {
  const uuid = fromPublicId('org', organizationId);
  const tables = await t.sql<{
    name: string;
  }>(`select table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and column_name = 'organization_id' and table_type = 'BASE TABLE' and table_name not in ('sessions', 'memberships_of_users')`);
  const hashes: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await t.sql(
      `select coalesce(md5(string_agg(x::text, '|' order by x::text)), '') as hash from ${name} x where organization_id = $1`,
      [uuid],
    );
    hashes[name] = row.hash;
  }
  return hashes;
}

describe('another organisation', () => {
  it('has an entry here for every route that the router knows', () => {
    expect(routes.map((route) => route.operation).filter((operation) => !(operation in entries))).toEqual([]);
    const known = new Set(routes.map((route) => route.operation));
    expect(Object.keys(entries).filter((operation) => !known.has(operation))).toEqual([]);
  });

  it('answers with its ids exactly as with ids that do not exist, and is not touched', async () => {
    const before = await fingerprint(b.organization.id);
    const different: string[] = [];
    let cells = 0;
    for (const route of routes) {
      const entry = entries[route.operation];
      if (!entry) continue;
      const own = entry.draft ? a.draft : a.ids;
      const theirs = entry.draft ? b.draft : b.ids;
      const positions = [...idsIn(route), ...(entry.bodyIds ?? [])];
      const substitutions =
        positions.length > 1
          ? [positions, ...positions.map((position) => [position])]
          : positions.map((position) => [position]);
      for (const places of substitutions) {
        const real = { ...own, ...Object.fromEntries(places.map((place) => [place, theirs[place] ?? ''])) };
        const unreal = { ...own, ...Object.fromEntries(places.map((place) => [place, ghost(theirs[place] ?? '')])) };
        const [seen, unknown] = [
          await call(a.organization.owner, route, real, entry.body?.(real)),
          await call(a.organization.owner, route, unreal, entry.body?.(unreal)),
        ];
        cells++;
        const comparable = ({ status, body }: Answer) => JSON.stringify({ status, body: { ...body, requestId: '' } });
        const told = JSON.stringify([seen.body, [...seen.headers]]);
        const where = `${route.operation} with ${places.join(', ')} of another organisation`;
        if (comparable(seen) !== comparable(unknown))
          different.push(`${where}: ${comparable(seen)} instead of ${comparable(unknown)}`);
        if (seen.status < 400) different.push(`${where}: ${seen.status}`);
        if (seen.body?.code === 'request/invalid' || seen.status === 400)
          different.push(`${where}: the request itself is wrong: ${JSON.stringify(seen.body)}`);
        if (told.includes(canary)) different.push(`${where}: leaks ${told}`);
      }
    }
    expect(different).toEqual([]);
    expect(cells).toBeGreaterThan(80);
    expect(await fingerprint(b.organization.id)).toEqual(before);
  }, 120_000);

  it('is in no list', async () => {
    const leaks: string[] = [];
    for (const route of routes.filter((candidate) => candidate.method === 'GET')) {
      const answer = await call(
        a.organization.owner,
        route,
        entries[route.operation]?.draft ? a.draft : a.ids,
        undefined,
      );
      if (JSON.stringify(answer.body).includes(canary)) leaks.push(route.operation);
      if (answer.status >= 500) leaks.push(`${route.operation}: ${answer.status}`);
    }
    expect(leaks).toEqual([]);
  });

  it('negative control: the comparison sees what the owner may see', async () => {
    const seen = await b.organization.owner.get(`/v1/events/${b.ids['eventId']}`);
    expect(JSON.stringify(seen.body)).toContain(canary);
    expect(ghost(b.ids['eventId'] ?? '')).not.toBe(b.ids['eventId']);
  });

  it('cannot be reached by a scan of its ticket', async () => {
    const body = { code: b.ids['code'], device: 'x', clientScanId: '6f1c1d1e-2b58-4a1a-8a0f-3d1d5f0c7e13' };
    const answer = await a.organization.owner.post(`/v1/events/${a.ids['eventId']}/scans`, body);
    expect(answer.body.outcome).toBe('refused');
    expect(JSON.stringify(answer.body)).not.toContain(canary);
  });
});
