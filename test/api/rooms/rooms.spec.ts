import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../../src/kernel/id.js';
import { RoomTokens } from '../../../src/modules/rooms/room-tokens.js';
import { WaitingRoomsService } from '../../../src/modules/rooms/rooms.service.js';
import { visitorActor } from '../../../src/platform/auth/actor.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { type TicketedEvent, orderOf, ticketedEvent } from '../../support/given-tickets.js';
import { enter, later, openRoom } from '../../support/given-room.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot({ RATE_LIMIT_ROOM: '400' });
  org = await t.organization();
});
afterAll(() => t.stop());

const event = async (terms: Parameters<typeof openRoom>[2] = {}): Promise<TicketedEvent> => {
  const made = await ticketedEvent(org.owner);
  await openRoom(org.owner, made.id, terms);
  return made;
};
const look = async (token: string) => (await t.visitor.get(`/v1/public/room-places/${token}`)).body;
const numberOf = async (id: string) =>
  (await t.sql('select number from room_places where id = $1', [fromPublicId('rpl', id)]))[0].number as number;

describe('the waiting room of an event', () => {
  it('is nothing that anybody notices where there is none', async () => {
    const { id, slug } = await ticketedEvent(org.owner);
    expect((await t.visitor.get(`/v1/public/events/${slug}/room`)).body).toMatchObject({
      enabled: false,
      opensAt: null,
    });
    expect(await enter(t.visitor, slug)).toBeProblem(404, 'rooms/none');
    const path = `/v1/events/${id}/room`;
    const terms = { enabled: true, opensAt: '2037-03-01T12:00:00Z', pace: 100 };
    expect(await org.owner.put(path, terms)).toBeProblem(428, 'request/if-match-required');
    expect((await org.owner.put(path, terms, { 'if-match': '"0"' })).body).toMatchObject({
      version: 1,
      order: 'lottery',
    });
    expect(await org.owner.put(path, terms, { 'if-match': '"0"' })).toBeProblem(412, 'request/version-conflict');
    const door = await org.member('door');
    expect(await door.put(path, terms, { 'if-match': '"1"' })).toBeProblem(403, 'auth/forbidden');
  });

  it('numbers those who came before it opened as they came, and those who come later behind them', async () => {
    const { id, slug } = await event();
    const early = [];
    for (let n = 0; n < 3; n++) early.push((await enter(t.visitor, slug)).body);
    expect(early[0]).toMatchObject({ state: 'waiting', position: null, admissionToken: null });
    expect(new Date(early[0].expectedAt).getTime()).toBeGreaterThan(Date.now() + 3_500_000);
    await later(t, id, 3600);
    const late = (await enter(t.visitor, slug)).body;
    expect(await Promise.all([...early, late].map((place) => numberOf(place.id)))).toEqual([1, 2, 3, 4]);
    expect(await look(early[0].token)).toMatchObject({ state: 'admitted', position: null });
    expect(await look(late.token)).toMatchObject({ state: 'waiting', position: 3 });
    await later(t, id, 3 * 60);
    expect((await look(late.token)).admissionToken).toMatch(/^[\w-]{99}$/);
    await later(t, id, 15 * 60);
    expect(await look(late.token)).toMatchObject({ state: 'over', admissionToken: null });
  });

  it('draws lots from a seed that it publishes, so that everybody can check their number', async () => {
    const { id, slug } = await event({ order: 'lottery' });
    const places = await Promise.all(
      Array.from({ length: 12 }, async () => (await enter(t.visitor, slug)).body.id as string),
    );
    expect((await t.visitor.get(`/v1/public/events/${slug}/room`)).body.seed).toBeNull();
    await later(t, id, 3600);
    await enter(t.visitor, slug);
    const { seed } = (await t.visitor.get(`/v1/public/events/${slug}/room`)).body;
    await later(t, id, 0);
    const shown = seed ?? (await t.visitor.get(`/v1/public/events/${slug}/room`)).body.seed;
    const lot = (place: string) =>
      createHash('sha256')
        .update(`${shown}${fromPublicId('rpl', place)}`)
        .digest('hex');
    const ranked = places.toSorted((a, b) => (lot(a) < lot(b) ? -1 : 1));
    expect(await Promise.all(ranked.map(numberOf))).toEqual(places.map((_, index) => index + 1));
    expect(ranked).not.toEqual(places);
  });

  it('gives one place to a window that is opened twice and to a request that is repeated', async () => {
    const { slug } = await event();
    const { body } = await enter(t.visitor, slug);
    expect((await enter(t.visitor, slug, body.token)).body.id).toBe(body.id);
    const other = await event();
    expect((await enter(t.visitor, other.slug, body.token)).body.id).not.toBe(body.id);
    const path = `/v1/public/events/${slug}/room/places`;
    const twice = await Promise.all([1, 2].map(() => t.visitor.post(path, {}, { 'idempotency-key': 'same' })));
    expect(twice[0]?.body.id).toBe(twice[1]?.body.id);
    expect(twice[0]?.body.id).not.toBe(body.id);
  });

  it('takes in a rush while it opens, each with a number of their own and without a gap', async () => {
    const { id, slug } = await event();
    const [row] = await t.sql('select id from events where slug = $1', [slug]);
    const rush = Array.from({ length: 200 }, async (_, n) => {
      if (n === 100) await later(t, id, 3600);
      return enter(t.visitor, slug);
    });
    const answers = await Promise.all(rush);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const numbers = await t.sql('select number from room_places where event_id = $1 order by number', [row.id]);
    const [{ number: first }] = numbers;
    expect(numbers.map(({ number }) => number)).toEqual(Array.from({ length: 200 }, (_, n) => first + n));
  });

  it('changes its pace without taking back a word, and opens anew for another rush', async () => {
    const { id, slug } = await event();
    const places = [];
    for (let n = 0; n < 3; n++) places.push((await enter(t.visitor, slug)).body);
    await later(t, id, 3600 + 61);
    expect(await look(places[1].token)).toMatchObject({ state: 'admitted' });
    const path = `/v1/events/${id}/room`;
    const { body: room, headers } = await org.owner.get(path);
    const terms = { enabled: true, opensAt: room.opensAt, order: 'queue', pace: 0 };
    const stopped = await org.owner.put(path, terms, { 'if-match': headers.get('etag') ?? '' });
    expect(stopped.body).toMatchObject({ pace: 0, round: 1, places: 3 });
    expect(await look(places[1].token)).toMatchObject({ state: 'admitted' });
    expect(await look(places[2].token)).toMatchObject({ state: 'waiting', position: 1, expectedAt: null });
    const past = { ...terms, opensAt: new Date(Date.now() - 60_000).toISOString() };
    const tag = { 'if-match': stopped.headers.get('etag') ?? '' };
    expect(await org.owner.put(path, past, tag)).toBeProblem(422, 'rooms/opens-in-the-past');
    const anew = await org.owner.put(path, { ...terms, opensAt: '2037-03-01T12:00:00Z', pace: 9 }, tag);
    expect(anew.body).toMatchObject({ round: 2, places: 0, admittedNumber: 0 });
    expect(await look(places[0].token)).toMatchObject({ state: 'over' });
    expect((await enter(t.visitor, slug, places[0].token)).body).toMatchObject({ state: 'waiting', position: null });
  });
});

describe('admission', () => {
  it('is asked of everybody while the room is there, and given by its own tokens only', async () => {
    const { id, slug } = await event();
    const eventId = fromPublicId('evt', id) as string;
    const actor = visitorActor(fromPublicId('org', org.id) as string);
    const rooms = t.get(WaitingRoomsService);
    const refusal = (token?: string) =>
      rooms.require(actor, eventId, token).then(
        (admitted) => admitted,
        (error: { code?: string; message: string }) => error.code ?? error.message,
      );
    const place = (await enter(t.visitor, slug)).body;
    expect(await refusal()).toBe('rooms/not-open');
    await later(t, id, 3600);
    expect(await refusal()).toBe('rooms/admission-required');
    const { admissionToken } = await look(place.token);
    expect(await refusal(admissionToken)).toEqual({ placeId: fromPublicId('rpl', place.id) });
    for (const forged of [
      place.token,
      `${admissionToken.slice(0, -1)}${admissionToken.endsWith('A') ? 'B' : 'A'}`,
      'x',
    ])
      expect(await refusal(forged)).toBe('rooms/admission-required');
    const other = await event({ seconds: 1 });
    await later(t, other.id, 1);
    const foreign = await look((await enter(t.visitor, other.slug)).body.token);
    expect(await refusal(foreign.admissionToken)).toBe('rooms/admission-required');
    const claim = t.get(RoomTokens).readAdmission(admissionToken);
    expect(claim).toMatchObject({ eventId, round: 1 });
    await later(t, id, 15 * 60 + 1);
    const late = t.get(RoomTokens).admission({ ...(claim as NonNullable<typeof claim>), until: new Date() });
    expect(await refusal(late)).toBe('rooms/admission-over');
    expect(await t.visitor.get('/v1/public/room-places/nothing')).toBeProblem(404, 'rooms/place-unknown');
  });
});

describe('holds and orders behind a waiting room', () => {
  it('are for those whose turn it is, one cart or order for each of them, in however many windows', async () => {
    const { id, slug, ticketTypeId } = await event();
    const place = (await enter(t.visitor, slug)).body;
    const cart = (admissionToken?: string) =>
      t.visitor.post(`/v1/public/events/${slug}/holds`, {
        tickets: [{ ticketTypeId }],
        ...(admissionToken && { admissionToken }),
      });
    expect(await cart()).toBeProblem(409, 'rooms/not-open');
    await later(t, id, 3600);
    expect(await cart()).toBeProblem(403, 'rooms/admission-required');
    expect(await t.visitor.post(`/v1/public/events/${slug}/orders`, orderOf({ ticketTypeId }))).toBeProblem(
      403,
      'rooms/admission-required',
    );
    const { admissionToken } = await look(place.token);
    const windows = await Promise.all([1, 2, 3].map(() => cart(admissionToken)));
    expect(windows.map(({ status, body }) => body.code ?? status).toSorted()).toEqual([
      201,
      'ticketing/too-many-holds',
      'ticketing/too-many-holds',
    ]);
    const held = windows.find(({ status }) => status === 201)?.body;
    const [row] = await t.sql('select room_place_id from holds where id = $1', [fromPublicId('hld', held.id)]);
    expect(row.room_place_id).toBe(fromPublicId('rpl', place.id));
    expect((await t.visitor.post(`/v1/public/holds/${held.token}/release`)).status).toBe(200);
    const order = { ...orderOf({ ticketTypeId }), admissionToken };
    expect((await t.visitor.post(`/v1/public/events/${slug}/orders`, order)).status).toBe(201);
    expect(await cart(admissionToken)).toBeProblem(409, 'ticketing/too-many-holds');
  });
});

// The last one: whoever comes after it is refused too.
describe('places', () => {
  it('are limited by address: nobody stands in line a thousand times', async () => {
    const { slug } = await event();
    const answers = [];
    for (let n = 0; n < 60; n++)
      answers.push(...(await Promise.all(Array.from({ length: 10 }, () => enter(t.visitor, slug)))));
    expect(answers.some((answer) => answer.status === 429)).toBe(true);
    const refused = answers.find((answer) => answer.status === 429);
    expect(refused?.body.code).toBe('request/rate-limited');
  });
});
