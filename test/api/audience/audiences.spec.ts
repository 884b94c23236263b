import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AudienceService } from '../../../src/modules/audience/audience.service.js';
import { systemActor } from '../../../src/platform/auth/actor.js';
import { Database } from '../../../src/platform/database/database.js';
import { fromPublicId } from '../../../src/kernel/id.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { draftEvent, publishedEvent } from '../../support/given.js';

let t: TestApp;
let org: TestOrganization;
let twin: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  twin = await t.organization({ name: 'Twin' });
});
afterAll(() => t.stop());

let round = 0;

/** Five people with a tag of their own: two agreed, one agreed but is blocked, one withdrew, one never said. */
async function fivePeople(): Promise<{ tag: string; email: (who: string) => string }> {
  const tag = `round${++round}`;
  const email = (who: string) => `${who}.${tag}@example.org`;
  const rows = ['anna', 'boris', 'vera', 'gleb'].map((who) => `${email(who)},${tag},event-invitations`);
  await org.owner.post('/v1/contact-imports', {
    csv: `email,tags,consent\n${rows.join('\n')}\n${email('dina')},${tag},\n`,
    dryRun: false,
  });
  await org.owner.put(`/v1/contacts/${await idOf(email('vera'))}/do-not-contact`, { reason: 'manual' });
  await org.owner.post(`/v1/contacts/${await idOf(email('gleb'))}/consents`, {
    purpose: 'event-invitations',
    decision: 'withdrawn',
    channel: 'spoken',
  });
  return { tag, email };
}

const idOf = async (email: string): Promise<string> =>
  (await org.owner.get(`/v1/contacts?email=${email}`)).body.items[0].id;
const segmentOf = async (tag: string): Promise<string> =>
  (await org.owner.post('/v1/segments', { name: tag, rule: { field: 'tags', cmp: 'hasAny', value: [tag] } })).body.id;

describe('the audience of an event', () => {
  it('is frozen from a segment, with who may be invited', async () => {
    const { tag } = await fivePeople();
    const [event, segmentId] = [await draftEvent(org.owner), await segmentOf(tag)];
    const path = `/v1/events/${event.id}/audience`;
    expect(await org.owner.get(path)).toBeProblem(404, 'audience/none-frozen');
    const frozen = await org.owner.post(path, { segmentId });
    expect(frozen).toMatchObject({
      status: 201,
      body: {
        eventId: event.id,
        segmentId,
        segmentName: tag,
        size: 5,
        mayInvite: 2,
        doNotContact: 1,
        withoutConsent: 2,
        erased: 0,
        rule: { field: 'tags' },
      },
    });
    expect((await org.owner.get(path)).body).toEqual(frozen.body);
  });

  it('does not change with the people, the segment, or the erasure of either', async () => {
    const { tag, email } = await fivePeople();
    const [event, segmentId] = [await draftEvent(org.owner), await segmentOf(tag)];
    const path = `/v1/events/${event.id}/audience`;
    await org.owner.post(path, { segmentId });
    await org.owner.post('/v1/contacts', { email: email('late'), tags: [tag] });
    await org.owner.change(`/v1/segments/${segmentId}`, { rule: { field: 'city', cmp: 'in', value: ['Nowhere'] } });
    expect((await org.owner.delete(`/v1/contacts/${await idOf(email('anna'))}`)).status).toBe(204);
    expect((await org.owner.delete(`/v1/contacts/${await idOf(email('dina'))}`)).status).toBe(204);
    expect((await org.owner.get(path)).body).toMatchObject({
      segmentId,
      segmentName: tag,
      size: 5,
      mayInvite: 1,
      doNotContact: 1,
      withoutConsent: 1,
      erased: 2,
    });
    expect((await org.owner.delete(`/v1/segments/${segmentId}`)).status).toBe(204);
    expect((await org.owner.get(path)).body).toMatchObject({
      segmentId: null,
      segmentName: tag,
      size: 5,
      rule: { field: 'tags' },
    });
    const members = await t.sql('select contact_id from audience_members where event_id = $1', [
      fromPublicId('evt', event.id),
    ]);
    expect([members.length, members.filter((row) => row.contact_id === null).length]).toEqual([5, 2]);
  });

  it('is superseded while the event is a draft, and final once it is published', async () => {
    const [one, two] = [await fivePeople(), await fivePeople()];
    const [first, second] = [await segmentOf(one.tag), await segmentOf(two.tag)];
    const event = await draftEvent(org.owner);
    const path = `/v1/events/${event.id}/audience`;
    const before = await org.owner.post(path, { segmentId: first });
    const after = await org.owner.post(path, { segmentId: second });
    expect(after.status).toBe(201);
    expect(after.body.id).not.toBe(before.body.id);
    expect((await org.owner.get(path)).body.id).toBe(after.body.id);
    await org.owner.post(`/v1/events/${event.id}/publication`);
    expect(await org.owner.post(path, { segmentId: first })).toBeProblem(409, 'audience/final');
    expect((await org.owner.get(path)).body.id).toBe(after.body.id);
  });

  it('may be frozen for the first time after publication, but not when the event is cancelled', async () => {
    const { tag } = await fivePeople();
    const [event, segmentId] = [await publishedEvent(org.owner), await segmentOf(tag)];
    const path = `/v1/events/${event.id}/audience`;
    expect((await org.owner.post(path, { segmentId })).status).toBe(201);
    expect(await org.owner.post(path, { segmentId })).toBeProblem(409, 'audience/final');
    const other = await publishedEvent(org.owner);
    await org.owner.post(`/v1/events/${other.id}/cancellation`, { reason: 'Rain', notify: false });
    expect(await org.owner.post(`/v1/events/${other.id}/audience`, { segmentId })).toBeProblem(
      409,
      'audience/event-over',
    );
  });

  it('is one, also when it is frozen many times at once', async () => {
    const { tag } = await fivePeople();
    const [event, segmentId] = [await draftEvent(org.owner), await segmentOf(tag)];
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => org.owner.post(`/v1/events/${event.id}/audience`, { segmentId })),
    );
    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201, 201, 201, 201]);
    const snapshots = await t.sql('select superseded_at from audience_snapshots where event_id = $1', [
      fromPublicId('evt', event.id),
    ]);
    expect([snapshots.length, snapshots.filter((row) => row.superseded_at === null).length]).toEqual([6, 1]);
  });

  it('may be empty', async () => {
    const event = await draftEvent(org.owner);
    const frozen = await org.owner.post(`/v1/events/${event.id}/audience`, {
      segmentId: await segmentOf('nobody-at-all'),
    });
    expect(frozen).toMatchObject({ status: 201, body: { size: 0, mayInvite: 0, erased: 0 } });
  });

  it('cannot be rewritten, not even by the application itself', async () => {
    const update = async (sql: string) => {
      try {
        await t.sql(`begin; set local role turnout_app; ${sql}; commit`);
      } finally {
        await t.sql('rollback');
      }
    };
    await expect(update('update audience_snapshots set size = 0')).rejects.toThrow('permission denied');
    await expect(update('delete from audience_members')).rejects.toThrow('permission denied');
    await expect(update('update consents set decision = decision')).rejects.toThrow('permission denied');
  });

  it('is out of reach of a twin organisation', async () => {
    const { tag } = await fivePeople();
    const [event, segmentId] = [await draftEvent(org.owner), await segmentOf(tag)];
    const theirs = await draftEvent(twin.owner);
    expect(await twin.owner.post(`/v1/events/${event.id}/audience`, { segmentId })).toBeProblem(404, 'events/unknown');
    expect(await twin.owner.get(`/v1/events/${event.id}/audience`)).toBeProblem(404, 'events/unknown');
    expect(await twin.owner.post(`/v1/events/${theirs.id}/audience`, { segmentId })).toBeProblem(
      404,
      'audience/segment-unknown',
    );
    expect(await org.owner.post(`/v1/events/${event.id}/audience`, { segmentId: 'seg_1' })).toBeProblem(
      422,
      'request/invalid',
    );
  });
});

describe('what other modules ask', () => {
  it('finds a contact by address and notes an attendance once', async () => {
    const { tag, email } = await fivePeople();
    const event = await draftEvent(org.owner);
    const eventId = fromPublicId('evt', event.id) ?? '';
    const [service, db, actor] = [
      t.get(AudienceService),
      t.get(Database),
      systemActor(fromPublicId('org', org.id) ?? ''),
    ];
    const known = await db.read(actor, (tx) => service.contactFor(tx, actor, email('anna').toUpperCase()));
    expect(known).toMatchObject({ email: email('anna') });
    const attendance = { contactId: known?.contactId ?? '', eventId, label: 'Вечер данных', occurredOn: '2026-03-14' };
    for (let i = 0; i < 2; i++) await db.transaction(actor, (tx) => service.recordAttendance(tx, actor, attendance));
    const contactId = await idOf(email('anna'));
    expect((await org.owner.get(`/v1/contacts/${contactId}/attendances`)).body.items).toEqual([
      { label: 'Вечер данных', occurredOn: '2026-03-14', eventId: event.id, source: 'check-in' },
    ]);
    const rule = {
      op: 'and',
      args: [
        { field: 'tags', cmp: 'hasAny', value: [tag] },
        { rel: 'attended', events: [event.id] },
      ],
    };
    expect((await org.owner.post('/v1/segment-previews', { rule })).body).toMatchObject({
      size: 1,
      sample: [{ id: contactId }],
    });
    expect(await db.read(actor, (tx) => service.contactFor(tx, actor, 'nobody@example.org'))).toBeUndefined();
  });
});
