import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { freePort } from '../../src/local/free-port.js';
import { type TestApp, boot } from '../support/boot.js';
import { builtPrograms } from '../support/built.js';
import { orderOf, register, ticketedEvent } from '../support/given-tickets.js';
import { TurnoutProcess } from '../support/process.js';

let t: TestApp;
let api: TurnoutProcess;
let url: string;

/** A process of its own, for what it logs is what it writes. */
beforeAll(async () => {
  builtPrograms();
  t = await boot();
  const port = String(await freePort());
  url = `http://127.0.0.1:${port}`;
  const { databaseUrl: DATABASE_URL, smtpUrl: SMTP_URL } = t.config;
  api = new TurnoutProcess('main', { NODE_ENV: 'test', DATABASE_URL, SMTP_URL, PORT: port, LOG_LEVEL: 'warn' });
  await api.start();
}, 240_000);
afterAll(async () => {
  await api.stop();
  await t.stop();
});

it('a statement that fails is logged without what it carried', async () => {
  const { owner } = await t.organization();
  const event = await ticketedEvent(owner);
  const order = await register(t.visitor, event);
  await t.sql(`alter table invoice_addresses add constraint nobody_secret check (name <> 'Secret Person') not valid`);
  await t.sql(`alter table tickets add constraint nobody_hidden check (attendee_name <> 'Hidden Person') not valid`);
  const address = { name: 'Secret Person', address: 'Secret Street 1', taxNumber: 'DE987654321' };
  const written = await owner.at(url).put(`/v1/orders/${order.id}/invoice-address`, address);
  expect(written.status).toBe(500);
  const tickets = [{ ticketTypeId: event.ticketTypeId, attendee: { name: 'Hidden Person' } }];
  const placed = await t.visitor
    .at(url)
    .post(`/v1/public/events/${event.slug}/orders`, orderOf(event, { email: 'secret@example.org', tickets }));
  expect(placed.status).toBeGreaterThanOrEqual(500);
  await api.stop();
  expect(api.output).toContain('nobody_secret');
  expect(api.output).toContain('nobody_hidden');
  expect(api.output).not.toMatch(
    /Secret Person|Secret Street|DE987654321|Hidden Person|secret@example\.org|parameters/,
  );
});
