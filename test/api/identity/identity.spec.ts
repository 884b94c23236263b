import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { conceptOf } from '../../support/given.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

const password = 'correct horse battery';

describe('signing in', () => {
  it('needs the right password and tells nobody which part was wrong', async () => {
    await t.visitor.post('/v1/organizations', {
      organization: { name: 'Other', locale: 'en', timeZone: 'UTC', currency: 'EUR', contactEmail: 'a@example.org' },
      owner: { name: 'Eve', email: 'Eve@Example.org', password },
    });
    const right = await t.visitor.post('/v1/sessions', { email: 'eve@example.org', password });
    expect(right.status).toBe(201);
    const wrong = await t.visitor.post('/v1/sessions', { email: 'eve@example.org', password: 'wrong' });
    const unknown = await t.visitor.post('/v1/sessions', { email: 'nobody@example.org', password: 'wrong' });
    expect(wrong).toBeProblem(401, 'identity/wrong-credentials');
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
  });

  it('keeps neither passwords nor tokens', async () => {
    const session = await t.visitor.post('/v1/sessions', { email: 'eve@example.org', password });
    const [user] = await t.sql(`select password_hash from users where email = 'eve@example.org'`);
    expect(user.password_hash).toMatch(/^\$argon2id\$/);
    const kept = JSON.stringify(await t.sql('select * from sessions'));
    expect(kept).not.toContain(session.body.token);
  });

  it('ends at once', async () => {
    const session = await t.visitor.post('/v1/sessions', { email: 'eve@example.org', password });
    const eve = t.as(session.body.token);
    expect((await eve.delete('/v1/session')).status).toBe(204);
    expect(await eve.get('/v1/organization')).toBeProblem(401, 'auth/unauthenticated');
  });

  it('asks people of several organisations for one of them', async () => {
    const second = await t.visitor.post('/v1/organizations', {
      organization: { name: 'Second', locale: 'en', timeZone: 'UTC', currency: 'EUR', contactEmail: 'a@example.org' },
      owner: { name: 'Eve', email: 'eve@example.org', password },
    });
    expect(await t.visitor.post('/v1/sessions', { email: 'eve@example.org', password })).toBeProblem(
      409,
      'identity/organization-choice',
    );
    const chosen = await t.visitor.post('/v1/sessions', {
      email: 'eve@example.org',
      password,
      organizationId: second.body.organization.id,
    });
    expect((await t.as(chosen.body.token).get('/v1/organization')).body.name).toBe('Second');
    expect(
      await t.visitor.post('/v1/sessions', { email: 'eve@example.org', password, organizationId: org.id }),
    ).toBeProblem(401, 'identity/wrong-credentials');
  });
});

describe('an API key', () => {
  it('may do what it names and no more, and dies when it is revoked', async () => {
    const made = await org.owner.post('/v1/api-keys', { name: 'Reader', permissions: ['events:read'] });
    const key = t.as(made.body.token);
    expect((await key.get('/v1/events')).status).toBe(200);
    expect(await key.post('/v1/events', conceptOf())).toBeProblem(403, 'auth/forbidden');
    expect(JSON.stringify((await org.owner.get('/v1/api-keys')).body)).not.toContain(made.body.token);
    await org.owner.delete(`/v1/api-keys/${made.body.id}`);
    expect(await key.get('/v1/events')).toBeProblem(401, 'auth/unauthenticated');
  });

  it('stops when its time is over', async () => {
    const made = await org.owner.post('/v1/api-keys', {
      name: 'Short',
      permissions: ['events:read'],
      expiresAt: '2020-01-01T00:00:00Z',
    });
    expect(await t.as(made.body.token).get('/v1/events')).toBeProblem(401, 'auth/unauthenticated');
  });

  it('never has more rights than who made it, neither then nor later', async () => {
    const before = (await org.owner.get('/v1/members')).body.items.map((member: { id: string }) => member.id);
    const manager = await org.member('manager');
    expect(await manager.post('/v1/api-keys', { name: 'x', permissions: ['events:read'] })).toBeProblem(
      403,
      'auth/forbidden',
    );
    const promoted = (await org.owner.get('/v1/members')).body.items.find(
      (member: { id: string }) => !before.includes(member.id),
    );
    await org.owner.patch(`/v1/members/${promoted.id}`, { role: 'owner' }, { 'if-match': `"${promoted.version}"` });
    const made = await manager.post('/v1/api-keys', {
      name: 'Budget',
      permissions: ['members:write', 'organization:read'],
    });
    expect(made.status).toBe(201);
    await org.owner.patch(`/v1/members/${promoted.id}`, { role: 'door' }, { 'if-match': `"${promoted.version + 1}"` });
    expect(await t.as(made.body.token).get('/v1/organization')).toBeProblem(403, 'auth/forbidden');
  });
});

describe('the team', () => {
  it('is joined by the link of a mail, once', async () => {
    await org.owner.post('/v1/member-invitations', {
      email: 'boris@example.org',
      name: 'Борис',
      role: 'finance',
      locale: 'ru',
    });
    const mail = await t.catcher.arrival((caught) => caught.isFor('boris@example.org'));
    expect(mail.subject).toBe('Приглашение в команду «Data Evenings»');
    const token = /\/join\/([\w-]+)/.exec(mail.text)?.[1];
    expect((await t.visitor.get(`/v1/public/member-invitations/${token}`)).body).toMatchObject({
      name: 'Борис',
      role: 'finance',
      organization: 'Data Evenings',
    });
    expect((await t.visitor.post(`/v1/public/member-invitations/${token}/acceptance`, { password })).status).toBe(201);
    expect(await t.visitor.post(`/v1/public/member-invitations/${token}/acceptance`, { password })).toBeProblem(
      409,
      'identity/invitation-used',
    );
    expect(
      await org.owner.post('/v1/member-invitations', { email: 'boris@example.org', name: 'Борис', role: 'door' }),
    ).toBeProblem(409, 'identity/already-member');
    const jobs =
      JSON.stringify(await t.sql(`select data from job.job`)) +
      JSON.stringify(await t.sql('select * from mails')) +
      JSON.stringify(await t.sql('select * from links'));
    expect(jobs).not.toContain(token);
  });

  it('keeps one owner, whatever two of them do at once', async () => {
    const mine = await t.organization();
    const second = await mine.member('owner');
    const members = (await mine.owner.get('/v1/members')).body.items as { id: string; role: string }[];
    const answers = await Promise.all(
      members.map((member, index) => (index === 0 ? mine.owner : second).delete(`/v1/members/${member.id}`)),
    );
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([204, 409]);
    const [{ owners }] = await t.sql(
      `select count(*) as owners from members join organizations o on o.id = organization_id where role = 'owner' and o.id = (select organization_id from members where id = any(select id from members) order by created_at desc limit 1)`,
    );
    expect(owners).toBeGreaterThanOrEqual(1);
  });
});

describe('objectives', () => {
  it('form a tree without circles', async () => {
    const top = (await org.owner.post('/v1/objectives', { title: { en: 'Grow' } })).body;
    const below = (await org.owner.post('/v1/objectives', { title: { en: 'Reach students' }, parentId: top.id })).body;
    expect(await org.owner.change(`/v1/objectives/${top.id}`, { parentId: below.id })).toBeProblem(
      409,
      'identity/objective-cycle',
    );
    expect(await org.owner.delete(`/v1/objectives/${top.id}`)).toBeProblem(409, 'identity/objective-in-use');
    expect((await org.owner.delete(`/v1/objectives/${below.id}`)).status).toBe(204);
  });
});

describe('the audit trail', () => {
  it('has every change by a person, and nobody can rewrite it', async () => {
    const event = (await org.owner.post('/v1/events', conceptOf())).body;
    await org.owner.change(`/v1/events/${event.id}`, { venueName: 'Другое место' });
    const entries = [];
    for (let cursor = ''; ;) {
      const page = (await org.owner.get(`/v1/audit-entries?limit=200${cursor}`)).body;
      entries.push(...page.items);
      if (!page.next) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(entries.find((entry) => entry.resource === 'events' && entry.operation === 'update')).toMatchObject({
      changed: ['venue_name'],
    });
    await expect(t.sql('set role turnout_app; update audit_entries set actor = $$nobody$$')).rejects.toThrow(
      /permission denied/,
    );
    await t.sql('reset role');
  });
});
