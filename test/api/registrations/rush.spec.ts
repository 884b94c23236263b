import { afterEach, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import type { Answer } from '../../support/client.js';
import { type TicketedEvent, orderOf, ticketedEvent } from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;
afterEach(() => t.stop());

const place = (event: TicketedEvent, overrides: Record<string, unknown> = {}): Promise<Answer> =>
  t.visitor.post(`/v1/public/events/${event.slug}/orders`, orderOf(event, overrides));

/** Holds the desk of every event closed, so that all who come meanwhile stand in line, and opens it again. */
async function whileTheDeskIsClosed(come: () => Promise<Answer>[]): Promise<Answer[]> {
  await t.sql('begin');
  await t.sql('select from quotas for update');
  const sent = come();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await t.sql('commit');
  return Promise.all(sent);
}

const batches = async (): Promise<string> =>
  await t.get(Metrics).registry.getSingleMetricAsString('turnout_admission_batch_size');

describe('the line in front of the desk', () => {
  it('is served together: all who waited share one transaction', async () => {
    t = await boot();
    org = await t.organization();
    const event = await ticketedEvent(org.owner, { size: 100 });
    const answers = await whileTheDeskIsClosed(() => Array.from({ length: 30 }, () => place(event)));
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    const [{ transactions }] = await t.sql('select count(distinct xmin::text)::int as transactions from orders');
    expect(transactions).toBeLessThanOrEqual(3);
    expect(await batches()).toContain('turnout_admission_batch_size_sum 30');
  });

  it('has an end: who comes when it is full is told to come again, at once', async () => {
    t = await boot({ ADMISSION_QUEUE: '5', ADMISSION_BATCH: '2' });
    org = await t.organization();
    const event = await ticketedEvent(org.owner, { size: 100 });
    const answers = await whileTheDeskIsClosed(() => Array.from({ length: 30 }, () => place(event)));
    const away = answers.filter(({ status }) => status === 503);
    expect(away.length).toBe(24);
    for (const answer of away) {
      expect(answer).toBeProblem(503, 'service/overloaded');
      expect(answer.headers.get('retry-after')).toBe('2');
      expect(answer.body.retryable).toBe(true);
    }
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(6);
    expect((await place(event)).status).toBe(201);
  });

  it('is not held up by one whose data the database rejects', async () => {
    t = await boot();
    org = await t.organization();
    const event = await ticketedEvent(org.owner, { size: 100 });
    await t.sql(`alter table orders add constraint poison check (name <> 'Poison')`);
    const answers = await whileTheDeskIsClosed(() =>
      Array.from({ length: 12 }, (_, n) => place(event, n === 7 ? { name: 'Poison' } : {})),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map((_, n) => (n === 7 ? 503 : 201)));
    expect(answers[7]?.headers.get('retry-after')).toBe('1');
    const stock = await org.owner.get(`/v1/events/${event.id}/stock`);
    expect(stock.body.quotas[0].sold).toBe(11);
    expect((await org.owner.get(`/v1/events/${event.id}/stock-audit`)).body.agrees).toBe(true);
  });
});
