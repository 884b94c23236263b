import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { MoneyAuditService } from '../../src/modules/payments/money-audit.service.js';
import { type TestApp, type TestOrganization, boot } from '../support/boot.js';
import { orderOf, register, ticketedEvent } from '../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot({ LOG_LEVEL: 'warn' });
  org = await t.organization();
});
afterAll(() => t.stop());

/** Every line that is logged from now on, by whichever request. */
function hear(): string[] {
  const { logger: found } = t.get(MoneyAuditService) as unknown as { logger: object };
  const { root: logger } = found.constructor as unknown as { root: Record<symbol, any> };
  const symbol = Object.getOwnPropertySymbols(logger).find(({ description }) => description === 'pino.stream');
  if (!symbol) throw new Error('The logger has no stream');
  const lines: string[] = [];
  jest.spyOn(logger[symbol], 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  return lines;
}

it('a statement that fails is logged without what it carried', async () => {
  const event = await ticketedEvent(org.owner);
  const order = await register(t.visitor, event);
  await t.sql(`alter table invoice_addresses add constraint nobody_secret check (name <> 'Secret Person') not valid`);
  await t.sql(`alter table tickets add constraint nobody_hidden check (attendee_name <> 'Hidden Person') not valid`);
  const lines = hear();
  const place = (name: string, attendee: string) =>
    t.visitor.post(
      `/v1/public/events/${event.slug}/orders`,
      orderOf(event, {
        name,
        email: 'secret@example.org',
        tickets: [{ ticketTypeId: event.ticketTypeId, attendee: { name: attendee } }],
      }),
    );
  const address = { name: 'Secret Person', address: 'Secret Street 1', taxNumber: 'DE987654321' };
  expect((await org.owner.put(`/v1/orders/${order.id}/invoice-address`, address)).status).toBe(500);
  expect((await place('B', 'Hidden Person')).status).toBeGreaterThanOrEqual(500);
  const log = lines.join('');
  expect(log).toContain('nobody_secret');
  expect(log).toContain('nobody_hidden');
  expect(log).not.toMatch(/Secret Person|Secret Street|DE987654321|Hidden Person|secret@example\.org|parameters/);
});
