import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { draftEvent } from '../../support/given.js';

let t: TestApp;
let org: TestOrganization;
let event: { id: string };

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  event = await draftEvent(org.owner);
});
afterAll(() => t.stop());

const quota = (body: Record<string, unknown> = { name: 'Hall', size: 10 }) =>
  org.owner.post(`/v1/events/${event.id}/quotas`, body);

/** Places that are taken, without the orders that would take them. */
const take = (publicId: string, counters: { sold?: number; held?: number; blocked?: number }) =>
  t.sql(`update quotas set sold = $2, held = $3, blocked = $4 where name = $1`, [
    publicId,
    counters.sold ?? 0,
    counters.held ?? 0,
    counters.blocked ?? 0,
  ]);

describe('a quota', () => {
  it('has a size, or none', async () => {
    const limited = await quota({ name: 'Hall', size: 10 });
    expect(limited.status).toBe(201);
    expect(limited.body).toMatchObject({ eventId: event.id, name: 'Hall', size: 10, version: 1 });
    expect((await quota({ name: 'Online' })).body).toMatchObject({ size: null });
  });

  it('is raised and lowered, but never below what is taken', async () => {
    const { body } = await quota({ name: 'Busy', size: 10 });
    await take('Busy', { sold: 5, held: 1, blocked: 1 });
    const path = `/v1/quotas/${body.id}`;
    expect((await org.owner.change(path, { size: 30 })).body).toMatchObject({ size: 30, name: 'Busy' });
    expect((await org.owner.change(path, { size: 7 })).body).toMatchObject({ size: 7 });
    const refused = await org.owner.change(path, { size: 6 });
    expect(refused).toBeProblem(409, 'ticketing/below-taken');
    expect(refused.body).toMatchObject({ taken: 7, pointer: '/size' });
    expect((await org.owner.change(path, { size: null })).body).toMatchObject({ size: null });
  });

  it('is changed only by who has read it; places that are taken are no change', async () => {
    const { body } = await quota({ name: 'Read', size: 10 });
    const path = `/v1/quotas/${body.id}`;
    expect(await org.owner.patch(path, { size: 9 })).toBeProblem(428, 'request/if-match-required');
    await take('Read', { sold: 3 });
    expect((await org.owner.patch(path, { size: 9 }, { 'if-match': '"1"' })).status).toBe(200);
    expect(await org.owner.patch(path, { size: 8 }, { 'if-match': '"1"' })).toBeProblem(
      412,
      'request/version-conflict',
    );
  });

  it('goes only while no ticket type draws on it', async () => {
    const { body } = await quota({ name: 'Gone' });
    const type = await org.owner.post(`/v1/events/${event.id}/ticket-types`, {
      name: { en: 'Seat' },
      quotaIds: [body.id],
    });
    expect(await org.owner.delete(`/v1/quotas/${body.id}`)).toBeProblem(409, 'ticketing/quota-in-use');
    expect((await org.owner.delete(`/v1/ticket-types/${type.body.id}`)).status).toBe(204);
    expect((await org.owner.delete(`/v1/quotas/${body.id}`)).status).toBe(204);
    expect(await org.owner.get(`/v1/quotas/${body.id}`)).toBeProblem(404, 'ticketing/quota-unknown');
  });

  it.each([
    [{ name: 'x', size: -1 }, '/size'],
    [{ name: 'x', size: 1.5 }, '/size'],
    [{ name: '', size: 1 }, '/name'],
    [{ name: 'x', sold: 1 }, '/sold'],
  ])('refuses %j', async (body, pointer) => {
    const answer = await quota(body);
    expect(answer).toBeProblem(422, 'request/invalid');
    expect(answer.body.pointer).toBe(pointer);
  });

  it('is listed by pages', async () => {
    const other = await draftEvent(org.owner);
    for (const name of ['a', 'b', 'c']) await org.owner.post(`/v1/events/${other.id}/quotas`, { name });
    const first = await org.owner.get(`/v1/events/${other.id}/quotas?limit=2`);
    const second = await org.owner.get(`/v1/events/${other.id}/quotas?limit=2&cursor=${first.body.next}`);
    expect([...first.body.items, ...second.body.items].map((item: { name: string }) => item.name)).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(second.body.next).toBeNull();
  });

  it('needs the permission to write tickets', async () => {
    const door = await org.member('door');
    expect((await door.get(`/v1/events/${event.id}/quotas`)).status).toBe(200);
    expect(await door.post(`/v1/events/${event.id}/quotas`, { name: 'x' })).toBeProblem(403, 'auth/forbidden');
  });
});

describe('the last guard', () => {
  it('is in the schema: no statement takes a place that does not exist', async () => {
    await quota({ name: 'Guarded', size: 2 });
    await expect(take('Guarded', { sold: 1, held: 1, blocked: 1 })).rejects.toThrow(/places_within_size/);
    await expect(take('Guarded', { sold: -1 })).rejects.toThrow(/check constraint/);
  });
});
