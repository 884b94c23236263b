import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../../src/kernel/id.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import type { Answer } from '../../support/client.js';
import { type TicketedEvent, register, ticketedEvent, tokenOf } from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;
let event: TicketedEvent;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  event = await ticketedEvent(org.owner, { size: 100 });
});
afterAll(() => t.stop());

const minutesAgo = (n: number) => new Date(Date.now() - n * 60_000).toISOString();
const said = ({ body }: Answer) => [body.outcome, body.reason, body.conflict];
const kept = (conflict: string | null = null) => ['admitted', null, conflict];

/** A registration of a day ago, so that the door may have scanned it since. */
async function sold(at = event) {
  const order = await register(t.visitor, at);
  const [{ id, code }] = order.tickets;
  await t.sql(`update tickets set created_at = now() - interval '1 day' where id = $1`, [fromPublicId('tkt', id)]);
  return { id, code, path: `/v1/public/orders/${tokenOf(order)}` };
}

async function list(terms: Record<string, unknown> = {}, at = event): Promise<string> {
  const made = await org.owner.post(`/v1/events/${at.id}/check-in-lists`, { name: 'List', ...terms });
  expect(made.status).toBe(201);
  return made.body.id;
}

const scan = (code: string, more: Record<string, unknown> = {}, at = event) =>
  org.owner.post(`/v1/events/${at.id}/scans`, { code, device: 'Gate', clientScanId: randomUUID(), ...more });
const offline = (code: string, listId: string, ago: number, more: Record<string, unknown> = {}) =>
  scan(code, { listId, offline: true, deviceAt: minutesAgo(ago), ...more });

/** Hands the ticket on; answers with its new code. */
async function handedOn({ id, path }: { id: string; path: string }): Promise<string> {
  const email = `r-${randomUUID()}@example.org`;
  expect((await t.visitor.post(`${path}/tickets/${id}/transfer`, { email })).status).toBe(201);
  const mail = await t.catcher.arrival((caught) => caught.isFor(email));
  const token = /\/x\/([\w-]+)/.exec(mail.text)?.[1] ?? '';
  const taken = await t.visitor.post(`/v1/public/transfers/${token}/acceptance`, { name: 'B', email, locale: 'en' });
  expect(taken.status).toBe(201);
  return taken.body.tickets[0].code;
}

describe('a scan that a device decided on without a connection', () => {
  it('is kept, and says so where the ticket was no longer good', async () => {
    const listId = await list();
    const [given, ill, blocked, fine] = [await sold(), await sold(), await sold(), await sold()];
    await handedOn(given);
    await t.visitor.post(`${ill.path}/cancellation`, {});
    await org.owner.post(`/v1/tickets/${blocked.id}/block`, { reason: 'Stolen' });
    expect(said(await offline(given.code, listId, 10))).toEqual(kept('code-replaced'));
    expect(said(await offline(ill.code, listId, 10))).toEqual(kept('cancelled'));
    expect(said(await offline(blocked.code, listId, 10))).toEqual(kept('blocked'));
    expect(said(await offline(fine.code, listId, 10))).toEqual(kept());
    const { body } = await org.owner.get(`/v1/events/${event.id}/scans?limit=100`);
    const conflicts = body.items.filter((item: any) => item.listId === listId).map((item: any) => item.conflict);
    expect(conflicts).toEqual(['code-replaced', 'cancelled', 'blocked', null]);
  });

  it('is kept where its key was revoked, and says so', async () => {
    const here = await ticketedEvent(org.owner);
    const { code } = await sold(here);
    const listId = await list({}, here);
    const keys = `/v1/events/${here.id}/ticket-keys`;
    const [{ id }] = (await org.owner.get(keys)).body.items;
    await org.owner.post(`${keys}/${id}/revocation`);
    const answer = await scan(code, { listId, offline: true, deviceAt: minutesAgo(5) }, here);
    expect(said(answer)).toEqual(kept('code-replaced'));
  });

  it('stands at its time among the others, whichever came first', async () => {
    const steps = [
      { ago: 60, kind: 'entry' },
      { ago: 50, kind: 'entry' },
      { ago: 30, kind: 'exit' },
      { ago: 20, kind: 'entry' },
    ];
    for (const order of [steps, steps.toReversed()]) {
      const listId = await list({ entries: 'after-exit' });
      const { code } = await sold();
      for (const { ago, kind } of order)
        expect((await offline(code, listId, ago, { kind })).body.outcome).toBe(kind === 'exit' ? 'left' : 'admitted');
      const { body } = await org.owner.get(`/v1/events/${event.id}/scans?limit=100`);
      const seen = body.items
        .filter((item: any) => item.listId === listId)
        .sort((one: any, other: any) => one.deviceAt.localeCompare(other.deviceAt));
      expect(seen.map((item: any) => item.conflict)).toEqual([null, 'already-admitted', null, null]);
      expect((await scan(code, { listId })).body.reason).toBe('already-admitted');
    }
  });

  it('is not of tomorrow: the clock of a device is bounded by ours', async () => {
    const listId = await list({ entries: 'after-exit' });
    const { code } = await sold();
    expect((await scan(code, { listId })).body.outcome).toBe('admitted');
    const exit = { listId, kind: 'exit', offline: true, deviceAt: '2099-01-01T00:00:00.000Z' };
    expect((await scan(code, exit)).body).toMatchObject({
      outcome: 'left',
      conflict: 'wrong-time',
      deviceAt: exit.deviceAt,
    });
    expect((await scan(code, { listId })).body.outcome).toBe('admitted');
    expect((await scan(code, { listId })).body.reason).toBe('already-admitted');
  });
});

describe('what was answered at the door', () => {
  it('is not the answer of whoever has the ticket after', async () => {
    const here = await ticketedEvent(org.owner);
    const asked = { kind: 'text', scope: 'attendee', key: 'badge', label: { en: 'Badge' }, required: true };
    expect((await org.owner.post(`/v1/events/${here.id}/questions`, { ...asked, askedAt: 'check-in' })).status).toBe(
      201,
    );
    const ticket = await sold(here);
    const admitted = await scan(ticket.code, { answers: { badge: 'Anna' } }, here);
    expect(admitted.body).toMatchObject({ outcome: 'admitted', answers: { badge: 'Anna' } });
    const undo = { device: 'Gate', clientScanId: randomUUID() };
    await org.owner.post(`/v1/events/${here.id}/scans/${admitted.body.id}/reversal`, undo);
    const code = await handedOn(ticket);
    expect((await scan(code, {}, here)).body).toMatchObject({ reason: 'incomplete', asks: [{ key: 'badge' }] });
  });
});
