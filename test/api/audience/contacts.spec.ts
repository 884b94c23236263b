import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';

let t: TestApp;
let org: TestOrganization;
let twin: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  twin = await t.organization({ name: 'Twin' });
});
afterAll(() => t.stop());

let people = 0;
const contact = async (overrides: Record<string, unknown> = {}) => {
  const made = await org.owner.post('/v1/contacts', { email: `person${++people}@example.org`, ...overrides });
  expect(made.status).toBe(201);
  return made.body;
};

describe('contacts', () => {
  it('are known by the address, in one spelling', async () => {
    const made = await org.owner.post('/v1/contacts', {
      email: ' Anna.Orlova@Example.ORG ',
      name: '  Анна   Орлова ',
      city: 'Казань',
      locale: 'ru',
      tags: ['Speaker', 'speaker ', 'SQL'],
      interests: ['Databases'],
    });
    expect(made.status).toBe(201);
    expect(made.headers.get('etag')).toBe('"1"');
    expect(made.body).toMatchObject({
      email: 'anna.orlova@example.org',
      name: 'Анна Орлова',
      city: 'Казань',
      locale: 'ru',
      tags: ['speaker', 'sql'],
      interests: ['databases'],
      consents: [],
      doNotContact: null,
      version: 1,
    });
    expect(await org.owner.get(`/v1/contacts/${made.body.id}`)).toMatchObject({ status: 200, body: made.body });
    expect(await org.owner.post('/v1/contacts', { email: 'ANNA.orlova@example.org' })).toBeProblem(
      409,
      'audience/address-taken',
    );
    const found = await org.owner.get('/v1/contacts?email=Anna.Orlova@example.org');
    expect(found.body.items.map((one: { id: string }) => one.id)).toEqual([made.body.id]);
  });

  it.each([
    [{ email: 'nobody' }, '/email'],
    [{ email: 'a@b.example\r\nBcc: c@d.example' }, '/email'],
    [{ email: 'x1@example.org', name: '' }, '/name'],
    [{ email: 'x1@example.org', name: 'x'.repeat(201) }, '/name'],
    [{ email: 'x1@example.org', city: 'a\u0007b' }, '/city'],
    [{ email: 'x1@example.org', locale: 'de' }, '/locale'],
    [{ email: 'x1@example.org', tags: 'speaker' }, '/tags'],
    [{ email: 'x1@example.org', tags: [1] }, '/tags'],
    [{ email: 'x1@example.org', tags: ['x'.repeat(51)] }, '/tags'],
    [{ email: 'x1@example.org', tags: Array.from({ length: 51 }, (_, index) => `t${index}`) }, '/tags'],
    [{ email: 'x1@example.org', phone: '1' }, '/phone'],
  ])('refuse case %#', async (body, pointer) => {
    const answer = await org.owner.post('/v1/contacts', body);
    expect(answer).toBeProblem(422, 'request/invalid');
    expect(answer.body.pointer).toBe(pointer);
  });

  it('change only for who has read them', async () => {
    const { id } = await contact({ name: 'Before', city: 'Omsk', tags: ['a'] });
    const path = `/v1/contacts/${id}`;
    expect(await org.owner.patch(path, { name: 'After' })).toBeProblem(428, 'request/if-match-required');
    const changed = await org.owner.patch(path, { name: 'After', city: null, tags: ['b', 'C'] }, { 'if-match': '"1"' });
    expect(changed).toMatchObject({ status: 200, body: { name: 'After', city: null, tags: ['b', 'c'], version: 2 } });
    expect(await org.owner.patch(path, { name: 'Late' }, { 'if-match': '"1"' })).toBeProblem(
      412,
      'request/version-conflict',
    );
    const other = await contact();
    expect(await org.owner.change(path, { email: other.email.toUpperCase() })).toBeProblem(
      409,
      'audience/address-taken',
    );
    const same = await org.owner.change(path, { email: changed.body.email });
    expect(same.status).toBe(200);
  });

  it('are listed in pages, and by what changed', async () => {
    for (let i = 0; i < 7; i++) await contact();
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await org.owner.get(`/v1/contacts?limit=3${cursor ? `&cursor=${cursor}` : ''}`);
      expect(page.status).toBe(200);
      seen.push(...page.body.items.map((one: { id: string }) => one.id));
      cursor = page.body.next;
    } while (cursor);
    const [{ count }] = await t.sql(
      `select count(*) from contacts c join organizations o on o.id = c.organization_id where o.name = 'Data Evenings'`,
    );
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(Number(count));

    const [first] = seen;
    const since = new Date().toISOString();
    await org.owner.put(`/v1/contacts/${first}/do-not-contact`, { reason: 'manual' });
    const changed = await org.owner.get(`/v1/contacts?updatedSince=${since}`);
    expect(changed.body.items.map((one: { id: string }) => one.id)).toEqual([first]);
  });

  it('are erased with everything that is theirs', async () => {
    const { id } = await contact();
    await org.owner.post(`/v1/contacts/${id}/consents`, {
      purpose: 'newsletter',
      decision: 'granted',
      textVersion: 'v1',
      channel: 'form',
    });
    expect((await org.owner.delete(`/v1/contacts/${id}`)).status).toBe(204);
    expect(await org.owner.get(`/v1/contacts/${id}`)).toBeProblem(404, 'audience/contact-unknown');
    expect(await org.owner.delete(`/v1/contacts/${id}`)).toBeProblem(404, 'audience/contact-unknown');
    expect(
      await t.sql('select 1 from consents s left join contacts c on c.id = s.contact_id where c.id is null'),
    ).toEqual([]);
  });

  it('are out of reach of a twin organisation and of roles without the permission', async () => {
    const { id, email } = await contact();
    const unknown = 'con_01k6csk9g00e0800000000000g';
    for (const path of ['', '/consents', '/attendances']) {
      const theirs = await twin.owner.get(`/v1/contacts/${id}${path}`);
      const nobodys = await twin.owner.get(`/v1/contacts/${unknown}${path}`);
      expect(theirs).toBeProblem(404, 'audience/contact-unknown');
      expect({ ...theirs.body, requestId: null }).toEqual({ ...nobodys.body, requestId: null });
    }
    expect(await twin.owner.patch(`/v1/contacts/${id}`, { name: 'X' }, { 'if-match': '"1"' })).toBeProblem(
      404,
      'audience/contact-unknown',
    );
    expect(await twin.owner.delete(`/v1/contacts/${id}`)).toBeProblem(404, 'audience/contact-unknown');
    expect(await twin.owner.put(`/v1/contacts/${id}/do-not-contact`, { reason: 'manual' })).toBeProblem(
      404,
      'audience/contact-unknown',
    );
    expect((await twin.owner.get(`/v1/contacts?email=${email}`)).body.items).toEqual([]);
    expect((await twin.owner.post('/v1/contacts', { email })).status).toBe(201);
    const analyst = await org.member('analyst');
    expect(await analyst.get('/v1/contacts')).toBeProblem(403, 'auth/forbidden');
    expect(await t.visitor.get('/v1/contacts')).toBeProblem(401, 'auth/unauthenticated');
  });

  it('are created once by one Idempotency-Key', async () => {
    const body = { email: 'once@example.org' };
    const [first, second] = [
      await org.owner.post('/v1/contacts', body, { 'idempotency-key': 'once' }),
      await org.owner.post('/v1/contacts', body, { 'idempotency-key': 'once' }),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(
      await org.owner.post('/v1/contacts', { email: 'other@example.org' }, { 'idempotency-key': 'once' }),
    ).toBeProblem(422, 'idempotency/key-reused');
  });
});

describe('consent', () => {
  const record = (id: string, body: Record<string, unknown>) =>
    org.owner.post(`/v1/contacts/${id}/consents`, { channel: 'form', textVersion: 'v1', ...body });

  it('is kept decision by decision, and the newest holds', async () => {
    const { id } = await contact();
    await record(id, { purpose: 'event-invitations', decision: 'granted', occurredAt: '2026-01-10T10:00:00Z' });
    await record(id, { purpose: 'newsletter', decision: 'granted', occurredAt: '2026-01-10T10:00:00Z' });
    const withdrawn = await record(id, {
      purpose: 'event-invitations',
      decision: 'withdrawn',
      occurredAt: '2026-02-01T10:00:00Z',
      channel: 'spoken',
      textVersion: undefined,
    });
    expect(withdrawn.status).toBe(201);
    expect(withdrawn.body.consents).toEqual([
      { purpose: 'event-invitations', decision: 'withdrawn', since: '2026-02-01T10:00:00.000Z' },
      { purpose: 'newsletter', decision: 'granted', since: '2026-01-10T10:00:00.000Z' },
    ]);
    expect(withdrawn.body.version).toBe(4);
    const late = await record(id, {
      purpose: 'event-invitations',
      decision: 'granted',
      occurredAt: '2026-01-20T10:00:00Z',
      channel: 'paper',
    });
    expect(late.body.consents[0]).toMatchObject({ decision: 'withdrawn' });
    const history = await org.owner.get(`/v1/contacts/${id}/consents?limit=3`);
    expect(history.body.items).toMatchObject([
      { purpose: 'event-invitations', decision: 'granted', textVersion: 'v1', channel: 'form' },
      { purpose: 'newsletter', decision: 'granted' },
      { purpose: 'event-invitations', decision: 'withdrawn', textVersion: null, channel: 'spoken' },
    ]);
    const rest = await org.owner.get(`/v1/contacts/${id}/consents?limit=3&cursor=${history.body.next}`);
    expect(rest.body).toMatchObject({ items: [{ decision: 'granted', channel: 'paper' }], next: null });
  });

  it.each([
    [{ purpose: 'everything', decision: 'granted' }, 'request/invalid'],
    [{ purpose: 'survey', decision: 'maybe' }, 'request/invalid'],
    [{ purpose: 'survey', decision: 'granted', textVersion: undefined }, 'request/invalid'],
    [{ purpose: 'survey', decision: 'granted', channel: 'one-click' }, 'request/invalid'],
    [{ purpose: 'survey', decision: 'granted', occurredAt: '2999-01-01T00:00:00Z' }, 'audience/decided-in-future'],
  ])('refuses case %#', async (body, code) => {
    const { id } = await contact();
    expect(await record(id, body)).toBeProblem(422, code);
  });

  it('stands beside do-not-contact, which has a reason', async () => {
    const { id } = await contact();
    const path = `/v1/contacts/${id}/do-not-contact`;
    expect(await org.owner.put(path, { reason: 'whim' })).toBeProblem(422, 'request/invalid');
    const first = await org.owner.put(path, { reason: 'bounced' });
    expect(first.body.doNotContact).toMatchObject({ reason: 'bounced' });
    const again = await org.owner.put(path, { reason: 'bounced' });
    expect(again.body).toEqual(first.body);
    const lifted = await org.owner.delete(path);
    expect(lifted).toMatchObject({ status: 200, body: { doNotContact: null } });
  });
});
