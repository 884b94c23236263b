import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../../src/kernel/id.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import type { Answer, Client } from '../../support/client.js';
import { type TicketedEvent, register, ticketedEvent, tokenOf } from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;
let door: Client;
let event: TicketedEvent;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  door = await org.member('door');
  event = await ticketedEvent(org.owner, { size: 100 });
});
afterAll(() => t.stop());

const hours = (n: number) => new Date(Date.now() + n * 3_600_000).toISOString();
const verdict = ({ status, body }: Answer) => (status === 200 ? (body.reason ?? body.outcome) : body.code);
const guest = async (at = event) => (await register(t.visitor, at)).tickets[0];
const scanAt =
  (at: TicketedEvent) =>
  (code: string, more: Record<string, unknown> = {}) =>
    door.post(`/v1/events/${at.id}/scans`, { code, device: 'Gate 1', clientScanId: randomUUID(), ...more });
const scan = (code: string, more: Record<string, unknown> = {}) => scanAt(event)(code, more);

async function list(terms: Record<string, unknown> = {}, at = event): Promise<string> {
  const made = await org.owner.post(`/v1/events/${at.id}/check-in-lists`, { name: 'List', ...terms });
  expect([made.status, made.body]).toEqual([201, expect.objectContaining(terms)]);
  return made.body.id;
}

describe('a check-in list', () => {
  it('is made, read, changed and deleted until somebody was scanned on it', async () => {
    const here = await ticketedEvent(org.owner);
    const id = await list({ name: 'Saturday', ticketTypeIds: [here.ticketTypeId], entries: 'after-exit' }, here);
    const path = `/v1/check-in-lists/${id}`;
    expect((await door.get(`/v1/events/${here.id}/check-in-lists`)).body.items).toHaveLength(1);
    const changed = await org.owner.change(path, { closesAt: hours(2), opensAt: hours(1) });
    expect(changed.body).toMatchObject({ name: 'Saturday', entries: 'after-exit', version: 2 });
    const code = (await guest(here)).code;
    expect(verdict(await scanAt(here)(code))).toBe('wrong-time');
    expect(await org.owner.change(path, { closesAt: hours(0) })).toBeProblem(422, 'checkin/list-times-wrong');
    expect(await org.owner.change(path, { ticketTypeIds: [event.ticketTypeId] })).toBeProblem(
      422,
      'checkin/list-products-unknown',
    );
    expect(await org.owner.delete(path)).toBeProblem(409, 'checkin/list-in-use');
    expect(await door.change(path, { name: 'Mine' })).toBeProblem(403, 'auth/forbidden');
    const other = await list({}, here);
    expect(verdict(await scanAt(here)(code))).toBe('checkin/list-needed');
    expect((await org.owner.delete(`/v1/check-in-lists/${other}`)).status).toBe(204);
    expect(await door.get(`/v1/check-in-lists/${other}`)).toBeProblem(404, 'checkin/list-unknown');
  });

  it('lets in by type and time, each ticket once on each list', async () => {
    const { id: otherType } = (
      await org.owner.post(`/v1/events/${event.id}/ticket-types`, { name: { en: 'Staff' }, quotaIds: [event.quotaId] })
    ).body;
    const [seats, staff, early] = [
      await list({ ticketTypeIds: [event.ticketTypeId], opensAt: hours(-1), closesAt: hours(1) }),
      await list({ ticketTypeIds: [otherType] }),
      await list({ closesAt: hours(-1) }),
    ];
    const { code } = await guest();
    expect(verdict(await scan(code, { listId: seats }))).toBe('admitted');
    expect(verdict(await scan(code, { listId: seats, device: 'Gate 2' }))).toBe('already-admitted');
    expect(verdict(await scan(code, { listId: staff }))).toBe('wrong-type');
    expect(verdict(await scan(code, { listId: early }))).toBe('wrong-time');
    const whole = await list();
    const answer = await scan(code, { listId: whole });
    expect(answer.body).toMatchObject({ outcome: 'admitted', listId: whole, firstDevice: 'Gate 1' });
    const elsewhere = await list({}, await ticketedEvent(org.owner));
    expect(await scan(code, { listId: elsewhere })).toBeProblem(404, 'checkin/list-unknown');
  });

  it('lets in again after the exit, and says when and where the last entry was', async () => {
    const listId = await list({ entries: 'after-exit' });
    const { code } = await guest();
    const steps = [
      ['entry', 'Gate 1', 'admitted'],
      ['entry', 'Gate 2', 'already-admitted'],
      ['exit', 'Gate 2', 'left'],
      ['entry', 'Gate 2', 'admitted'],
      ['entry', 'Gate 1', 'already-admitted'],
    ] as const;
    let last: Answer | undefined;
    for (const [kind, device, expected] of steps) {
      last = await scan(code, { listId, kind, device });
      expect(verdict(last)).toBe(expected);
    }
    expect(last?.body).toMatchObject({ firstDevice: 'Gate 1', lastDevice: 'Gate 2' });
    const { body } = await door.get(`/v1/events/${event.id}/attendance`);
    expect(body.lists).toContainEqual({ listId, admitted: 1, inside: 1 });
  });

  it('with several entries has limits', async () => {
    const rules = { entries: 'multiple', maxEntries: 3, minutesBetween: 60 };
    const listId = await list(rules);
    const { code } = await guest();
    const at = (n: number) => ({ listId, offline: true, deviceAt: hours(n) });
    expect(verdict(await scan(code, at(-5)))).toBe('admitted');
    expect(verdict(await scan(code, at(-0.5)))).toBe('admitted');
    expect((await scan(code, { listId })).body).toMatchObject({ reason: 'rules', rule: 'minutes-between' });
    await org.owner.change(`/v1/check-in-lists/${listId}`, { minutesBetween: null });
    expect(verdict(await scan(code, { listId }))).toBe('admitted');
    expect((await scan(code, { listId })).body).toMatchObject({ reason: 'rules', rule: 'max-entries' });
  });

  it('keeps what a device decided without a connection, with its time', async () => {
    const listId = await list({ closesAt: hours(-1) });
    const { code } = await guest();
    const deviceAt = hours(-2);
    const sent = { listId, offline: true, deviceAt, clientScanId: randomUUID() };
    const first = await scan(code, sent);
    expect(first.body).toMatchObject({ outcome: 'admitted', deviceAt, firstAdmittedAt: deviceAt, offline: true });
    expect((await scan(code, sent)).body).toEqual(first.body);
    const second = await scan(code, { ...sent, clientScanId: randomUUID(), device: 'Gate 2' });
    expect(second.body).toMatchObject({ reason: 'already-admitted', firstDevice: 'Gate 1' });
    expect(await scan(code, { offline: true, listId })).toBeProblem(422, 'request/invalid');
  });

  it('takes a scan back by another one, once, and lets in again', async () => {
    const listId = await list();
    const { code } = await guest();
    const admitted = await scan(code, { listId });
    const path = `/v1/events/${event.id}/scans/${admitted.body.id}/reversal`;
    const command = { device: 'Gate 1', clientScanId: randomUUID() };
    const [one, two] = await Promise.all([
      door.post(path, command),
      door.post(path, { ...command, clientScanId: randomUUID() }),
    ]);
    expect([one, two].map(verdict).sort()).toEqual(['checkin/scan-not-reversible', 'reverted']);
    expect(verdict(await scan(code, { listId }))).toBe('admitted');
    expect(verdict(await scan(code, { listId }))).toBe('already-admitted');
    const { body } = await door.get(`/v1/events/${event.id}/attendance`);
    expect(body.lists).toContainEqual({ listId, admitted: 1, inside: 1 });
  });

  it('asks at the door what is to be asked there, once', async () => {
    const here = await ticketedEvent(org.owner);
    const question = { kind: 'choice', scope: 'attendee', key: 'shirt', label: { en: 'Shirt' }, required: true };
    const options = ['S', 'M'].map((value) => ({ value, label: { en: value } }));
    const path = `/v1/events/${here.id}/questions`;
    const wrong = await org.owner.post(path, { ...question, options, askedAt: 'check-in', scope: 'order' });
    expect(wrong).toBeProblem(422, 'ticketing/questions-inconsistent');
    expect((await org.owner.post(path, { ...question, options, askedAt: 'check-in' })).status).toBe(201);
    const { code } = await guest(here);
    const [inner, outer] = [await list({ name: 'Inner' }, here), await list({ name: 'Outer' }, here)];
    const asked = await scanAt(here)(code, { listId: outer });
    expect(asked.body).toMatchObject({
      reason: 'incomplete',
      asks: [{ key: 'shirt', detail: 'An answer is required' }],
    });
    expect(verdict(await scanAt(here)(code, { listId: outer, answers: { shirt: 'XXL' } }))).toBe('incomplete');
    const answered = await scanAt(here)(code, { listId: outer, answers: { shirt: 'M' } });
    expect(answered.body).toMatchObject({ outcome: 'admitted', answers: { shirt: 'M' } });
    expect(verdict(await scanAt(here)(code, { listId: inner }))).toBe('admitted');
  });

  it('says what is still to be paid', async () => {
    const { id, code } = await guest();
    const listId = await list();
    await t.sql(
      `update orders set state = 'pending', expires_at = now() + interval '1 day', total_amount = 2500, paid_amount = 1000, total_currency = 'EUR'
        where id = (select order_id from tickets where id = $1)`,
      [fromPublicId('tkt', id)],
    );
    const answer = await scan(code, { listId });
    expect(answer.body).toMatchObject({ reason: 'not-paid', due: { amount: 1500, currency: 'EUR' } });
  });
});

describe('a ticket', () => {
  it('is suspended and admits again, with a reason that is kept', async () => {
    const here = await ticketedEvent(org.owner);
    const { id, code } = await guest(here);
    expect(await door.post(`/v1/tickets/${id}/block`, { reason: 'x' })).toBeProblem(403, 'auth/forbidden');
    expect((await org.owner.post(`/v1/tickets/${id}/block`, { reason: 'Stolen' })).body).toMatchObject({
      blocked: true,
    });
    expect(verdict(await scanAt(here)(code))).toBe('blocked');
    expect((await org.owner.post(`/v1/tickets/${id}/unblock`, { reason: 'Found' })).body).toMatchObject({
      blocked: false,
    });
    expect(verdict(await scanAt(here)(code))).toBe('admitted');
    const kept = await t.sql('select blocked, reason from ticket_blocks where ticket_id = $1 order by id', [
      fromPublicId('tkt', id),
    ]);
    expect(kept).toEqual([
      { blocked: true, reason: 'Stolen' },
      { blocked: false, reason: 'Found' },
    ]);
  });

  it('gets a new code, and the old one dies; the revocation list says so', async () => {
    const here = await ticketedEvent(org.owner);
    const [order, blocked, ill] = [
      await register(t.visitor, here),
      await guest(here),
      await register(t.visitor, here),
      await guest(here),
    ];
    const [{ id, code: old }] = order.tickets;
    expect((await org.owner.post(`/v1/tickets/${id}/reissue`, { notify: true })).body).toMatchObject({ generation: 2 });
    const [ticket] = (await t.visitor.get(`/v1/public/orders/${tokenOf(order)}`)).body.tickets;
    expect(verdict(await scanAt(here)(old))).toBe('code-replaced');
    expect(verdict(await scanAt(here)(ticket.code))).toBe('admitted');
    await org.owner.post(`/v1/tickets/${blocked.id}/block`, { reason: 'Stolen' });
    await t.visitor.post(`/v1/public/orders/${tokenOf(ill)}/cancellation`, {});
    const path = `/v1/events/${here.id}/revocations`;
    const { body } = await door.get(path);
    expect(body.items).toEqual([
      { ticketId: id, lowestGeneration: 2, refused: null, pending: false },
      { ticketId: blocked.id, lowestGeneration: 1, refused: 'blocked', pending: false },
      { ticketId: ill.tickets[0].id, lowestGeneration: 1, refused: 'cancelled', pending: false },
    ]);
    expect((await door.get(`${path}?since=${encodeURIComponent(hours(1))}`)).body.items).toEqual([]);
    expect((await door.get(`${path}?since=${body.asOf}`)).body.items).toEqual(body.items);
    expect(await org.owner.post(`/v1/tickets/${ill.tickets[0].id}/reissue`, { notify: false })).toBeProblem(
      409,
      'registrations/ticket-cancelled',
    );
  });

  it('is signed by the newest key; older keys verify until they are revoked', async () => {
    const here = await ticketedEvent(org.owner);
    const order = await register(t.visitor, here);
    const [{ code: first }] = order.tickets;
    const keys = `/v1/events/${here.id}/ticket-keys`;
    const rotated = await org.owner.post(keys);
    expect(rotated.body).toMatchObject({ number: 2, revokedAt: null });
    expect((await t.visitor.get(`/v1/public/events/${here.slug}/ticket-keys`)).body.keys).toMatchObject([
      { kid: '1', kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA' },
      { kid: '2', x: rotated.body.publicKey },
    ]);
    expect(verdict(await scanAt(here)(first))).toBe('admitted');
    const [{ id: oldKey }] = (await org.owner.get(keys)).body.items;
    await org.owner.post(`${keys}/${oldKey}/revocation`);
    expect(verdict(await scanAt(here)(first, { kind: 'exit' }))).toBe('code-replaced');
    expect((await t.visitor.get(`/v1/public/events/${here.slug}/ticket-keys`)).body.keys).toHaveLength(1);
    const [stored] = await t.sql('select private_key from ticket_keys where number = 2 and event_id = $1', [
      fromPublicId('evt', here.id),
    ]);
    expect(stored.private_key.length).toBe(12 + 16 + 32);
  });
});
