import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { publishedEvent } from '../../support/given.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

describe('an agenda', () => {
  it('moves with its event, once, draft and release', async () => {
    const event = await publishedEvent(org.owner);
    const path = `/v1/events/${event.id}`;
    const room = await org.owner.post(`${path}/rooms`, { name: 'Зал' });
    const talk = {
      title: { en: 'Talk' },
      kind: 'talk',
      roomId: room.body.id,
      startsAt: '2037-03-14T18:00',
      durationMinutes: 30,
      persons: ['Анна'],
    };
    const session = await org.owner.post(`${path}/agenda/sessions`, talk);
    await org.owner.post(`${path}/agenda/releases`, { name: 'First' });
    await org.owner.post(`${path}/agenda/sessions`, { ...talk, startsAt: '2037-03-14T19:00' });
    await org.owner.post(`${path}/rescheduling`, {
      startsAt: '2037-03-14T19:30',
      endsAt: '2037-03-14T22:30',
      notify: false,
    });
    await t.settled();

    const draft = await org.owner.get(`${path}/agenda/sessions/${session.body.id}`);
    expect(draft.body.startsAtLocal).toBe('2037-03-14T19:30');
    const shown = (await t.visitor.get(`/v1/public/events/${event.slug}/agenda`)).body;
    expect(JSON.stringify(shown)).toContain('2037-03-14T19:30');
    expect(JSON.stringify(shown)).not.toContain('2037-03-14T20:30');
    expect((await org.owner.get(`${path}/agenda/releases`)).body.items).toHaveLength(2);

    await t.sql(
      `insert into job.job (name, data, retry_limit, expire_seconds) select name, data, 0, 60 from job.job where name = 'scheduling/event.rescheduled'`,
    );
    await t.settled();
    expect((await org.owner.get(`${path}/agenda/sessions/${session.body.id}`)).body.startsAtLocal).toBe(
      '2037-03-14T19:30',
    );
    expect(t.mails()).toEqual([]);
  });
});
