import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../src/kernel/id.js';
import { TransfersService } from '../../src/modules/registrations/transfers.service.js';
import { type TestApp, type TestOrganization, boot } from '../support/boot.js';
import type { Answer } from '../support/client.js';
import { bought, scan } from '../support/given-sold.js';
import { type TicketedEvent, ticketedEvent } from '../support/given-tickets.js';
import { overtaken, without } from '../support/meeting.js';
import { rowLocks } from '../support/statements.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot({}, { works: false });
  org = await t.organization();
});
afterAll(() => t.stop());

/** Where an acceptance is still to be judged; where it has been judged and moves the ticket; where any end of an offer is written. */
const locks = 'select from quotas';
const moves = 'update tickets t set order_id';
const ends = 'update transfers set state = $3';

/** What makes the end of an offer happen once. */
const endGuard = ` and state = 'offered' and expires_at > clock_timestamp()`;

/** A ticket that is offered to somebody, and what can become of it. */
async function offered() {
  const event = await ticketedEvent(org.owner);
  const order = await bought(t, event, [4_000]);
  const ticket = order.tickets[0];
  const path = `${order.path}/tickets/${ticket.id}`;
  const offer = async (): Promise<string> => {
    const { body } = await t.visitor.post(`${path}/transfer`, { email: 'receiver@example.org' });
    const url = t.get(TransfersService).urlOf(fromPublicId('trf', body.id) ?? '');
    return `/v1/public/transfers/${url.split('/').at(-1)}`;
  };
  const first = await offer();
  const receiver = (email: string) => ({ name: email, email: `${email}@example.org`, locale: 'en' });
  return {
    event,
    code: ticket.code as string,
    accept: (email = 'boris') => t.visitor.post(`${first}/acceptance`, receiver(email)),
    cancel: () => t.visitor.post(`${order.path}/cancellation`),
    withdraw: () => t.visitor.delete(`${path}/transfer`),
    /** The time of the offer is over, the ticket is offered to somebody else, who takes it. */
    offerAnew: async () => {
      await t.sql(`update transfers set expires_at = clock_timestamp() where event_id = $1`, [
        fromPublicId('evt', event.id),
      ]);
      return t.visitor.post(`${await offer()}/acceptance`, receiver('vera'));
    },
  };
}
type Offered = Awaited<ReturnType<typeof offered>>;
type Does = (offer: Offered) => Promise<Answer>;

/** What became of both, and how many of all codes that anybody was given admit. */
async function race(at: string, { first, second }: { first: Does; second: Does }) {
  const offer = await offered();
  const answers = await overtaken(t, { at, first: () => first(offer), second: () => second(offer) });
  const given = answers.flatMap(({ status, body }) => (status === 201 ? body.tickets.map(codeOf) : []));
  const codes = [...new Set<string>([offer.code, ...given])];
  const verdicts = [];
  for (const code of codes) verdicts.push((await scan(org.owner, offer.event, code)).body.outcome);
  return {
    won: answers.map(({ status }) => status < 300),
    admits: verdicts.filter((verdict) => verdict === 'admitted').length,
    drift: await drift(offer.event),
  };
}
const codeOf = ({ code }: { code: string }) => code;

async function drift(event: TicketedEvent): Promise<number> {
  const [row] = await t.sql('select count(*)::int as drift from stock_counts where event_id = $1 and says <> counted', [
    fromPublicId('evt', event.id),
  ]);
  return row.drift;
}

const accept: Does = (offer) => offer.accept();
const acceptToo: Does = (offer) => offer.accept('vera');
const cancel: Does = (offer) => offer.cancel();
const withdraw: Does = (offer) => offer.withdraw();
const offerAnew: Does = (offer) => offer.offerAnew();

describe('an offered ticket that two reach for at the same moment', () => {
  it.each([
    { what: 'two accept', first: accept, second: acceptToo, at: locks, won: [false, true], admits: 1 },
    { what: 'two accept', first: accept, second: acceptToo, at: moves, won: [true, false], admits: 1 },
    { what: 'accepted, cancelled', first: accept, second: cancel, at: locks, won: [false, true], admits: 0 },
    { what: 'accepted, cancelled', first: accept, second: cancel, at: moves, won: [true, false], admits: 1 },
    { what: 'accepted, withdrawn', first: accept, second: withdraw, at: locks, won: [false, true], admits: 1 },
    { what: 'accepted, withdrawn', first: accept, second: withdraw, at: ends, won: [false, true], admits: 1 },
    { what: 'withdrawn, accepted', first: withdraw, second: accept, at: ends, won: [false, true], admits: 1 },
    { what: 'accepted, run out', first: accept, second: offerAnew, at: locks, won: [false, true], admits: 1 },
    { what: 'accepted, run out', first: accept, second: offerAnew, at: ends, won: [false, true], admits: 1 },
  ])('goes one way, where the first has come to "$at": $what', async ({ first, second, at, won, admits }) => {
    expect(await race(at, { first, second })).toMatchObject({ won, admits, drift: 0 });
  });

  it.each([
    { what: 'two accept', first: accept, second: acceptToo, at: moves },
    { what: 'accepted, cancelled', first: accept, second: cancel, at: moves },
    { what: 'accepted, withdrawn', first: accept, second: withdraw, at: ends },
    { what: 'withdrawn, accepted', first: withdraw, second: accept, at: ends },
    { what: 'accepted, run out', first: accept, second: offerAnew, at: moves },
  ])('would go both ways without locks and guards (negative control): $what', async ({ first, second, at }) => {
    const { won } = await without([rowLocks, endGuard], () => race(at, { first, second }));
    expect(won).toEqual([true, true]);
  });
});
