import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../support/boot.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

const invite = (email: string) => org.owner.post('/v1/member-invitations', { email, name: 'Somebody', role: 'door' });

describe('a mail', () => {
  it('is tried again where the server asks for it, under the same id', async () => {
    let refused = 0;
    t.catcher.refuse((recipient) =>
      recipient === 'later@example.org' && refused++ === 0 ? { code: 451, message: 'Come back later' } : undefined,
    );
    await invite('later@example.org');
    const mail = await t.catcher.arrival((caught) => caught.isFor('later@example.org'), 30_000);
    expect(refused).toBeGreaterThanOrEqual(2);
    expect(mail.deliveries).toBe(1);
    expect(mail.messageId).toMatch(/^<mai_[0-9a-z]{26}@127\.0\.0\.1>$/);
  });

  it('that the server refuses for good is shown as failed and not tried again', async () => {
    t.catcher.refuse((recipient) =>
      recipient === 'never@example.org' ? { code: 550, message: 'No such user' } : undefined,
    );
    await invite('never@example.org');
    await t.settled();
    const failed = (await org.owner.get('/v1/mails?state=failed')).body.items;
    expect(failed).toEqual([
      expect.objectContaining({ address: 'never@example.org', problem: expect.stringContaining('No such user') }),
    ]);
  });

  it('exists if and only if its transaction committed', async () => {
    const before = await t.sql('select count(*) from mails');
    expect((await invite('owner1@example.org')).status).toBe(409);
    expect(await t.sql('select count(*) from mails')).toEqual(before);
  });
});

describe('a job that never works', () => {
  it('ends as a dead letter that its organisation sees and can put back', async () => {
    await t.sql(`update job.queue set retry_limit = 0 where name = 'mail/send'`);
    await t.sql(
      `insert into job.job (name, data, retry_limit, dead_letter, expire_seconds) select 'mail/send', jsonb_build_object('organizationId', id, 'data', jsonb_build_object('mailId', 'not a uuid')), 0, 'dead-letters', 60 from organizations`,
    );
    let letters: { id: string; queue: string }[] = [];
    for (let tries = 0; tries < 100 && letters.length === 0; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      letters = (await org.owner.get('/v1/dead-letters')).body;
    }
    expect(letters).toEqual([expect.objectContaining({ queue: 'mail/send', reason: expect.stringContaining('uuid') })]);
    const other = await t.organization();
    expect((await other.owner.get('/v1/dead-letters')).body).toEqual([]);
    expect(await other.owner.post(`/v1/dead-letters/${letters[0]?.id}/redrive`)).toBeProblem(
      404,
      'jobs/dead-letter-unknown',
    );
    expect((await org.owner.post(`/v1/dead-letters/${letters[0]?.id}/redrive`)).status).toBe(204);
  });
});
