import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AttendeesService } from '../../../src/modules/registrations/attendees.service.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { bought, scan, startsIn } from '../../support/given-sold.js';
import { type TicketedEvent, ticketedEvent } from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

/** A group whose names come later. */
async function group(event: TicketedEvent, size: number) {
  const order = await bought(
    t,
    event,
    Array.from({ length: size }, () => 0),
  );
  await t.sql('update tickets set attendee_name = null where order_id = (select id from orders where code = $1)', [
    order.code,
  ]);
  return order;
}

const codes = (rows: { code: string | null }[]) => rows.map(({ code }) => code);

describe('who comes with a group', () => {
  it('is said ticket by ticket, and a row that is wrong keeps no other from being saved', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await group(event, 3);
    const [one, two, three] = order.tickets.map(({ id }: { id: string }) => id);
    const answer = await t.visitor.put(`${order.path}/attendees`, {
      attendees: [
        { ticketId: one, name: '  Anna   Petrova ', email: 'ANNA@example.org' },
        { ticketId: two, name: '' },
        { ticketId: three, name: 'Vera', email: 'no address' },
        { ticketId: `tkt_${'0'.repeat(26)}`, name: 'Nobody' },
      ],
    });
    expect(answer).toMatchObject({ status: 200, body: { saved: 1, refused: 3, nameless: 2 } });
    expect(codes(answer.body.rows)).toEqual([null, 'name-missing', 'email-invalid', 'ticket-unknown']);
    const { body } = await t.visitor.get(order.path);
    expect(body.tickets[0].attendee).toEqual({ name: 'Anna Petrova', email: 'anna@example.org' });
    expect(body.tickets[0].code).toBe(order.tickets[0].code);
  });

  it('comes from a table, with answers; nameless tickets are named in their order', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await group(event, 4);
    const label = { en: 'x', ru: 'x' };
    const question = { scope: 'attendee', label, required: true };
    await org.owner.post(`/v1/events/${event.id}/questions`, { ...question, key: 'age', kind: 'number' });
    await org.owner.post(`/v1/events/${event.id}/questions`, {
      ...question,
      key: 'vegan',
      kind: 'boolean',
      required: false,
    });
    await scan(org.owner, event, order.tickets[3].code);
    const csv = [
      '\uFEFFname;email;age;vegan;ticket',
      'Анна;anna@example.org;30;да;',
      'Old;;many;;',
      'Vera;;25;;',
      `Late;;1;;${order.tickets[3].id}`,
      'Boris;;40;нет;',
      'Too many;;1;;',
      'And more;;1;;',
    ].join('\r\n');
    const answer = await t.visitor.post(`${order.path}/attendees.csv`, { csv });
    expect(codes(answer.body.rows)).toEqual([
      null,
      'answers-invalid',
      null,
      'ticket-used',
      null,
      'no-ticket-left',
      'no-ticket-left',
    ]);
    const { tickets } = (await t.visitor.get(order.path)).body;
    expect(tickets.map((ticket: any) => [ticket.attendee.name, ticket.answers.age, ticket.answers.vegan])).toEqual([
      ['Анна', 30, true],
      ['Vera', 25, undefined],
      ['Boris', 40, false],
      [null, undefined, undefined],
    ]);
    expect(await t.visitor.post(`${order.path}/attendees.csv`, { csv: 'email\nx@example.org' })).toBeProblem(
      422,
      'registrations/csv-refused',
    );
    expect(await t.visitor.post(`${order.path}/attendees.csv`, { csv: '' })).toBeProblem(
      422,
      'registrations/csv-refused',
    );
  });

  it('is asked for once, some days before', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await group(event, 2);
    const reminded = () =>
      t
        .mails()
        .filter((mail) => mail.isFor(order.email) && /\/t\//.test(mail.text) && /2 .*(имён|имени)/.test(mail.text))
        .length;
    await t.get(AttendeesService).remindAll();
    await t.settled();
    expect(reminded()).toBe(0);
    await startsIn(t, event, 100);
    for (let n = 0; n < 2; n++) {
      await t.get(AttendeesService).remindAll();
      await t.settled();
    }
    expect(reminded()).toBe(1);
  });
});
