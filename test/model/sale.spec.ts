import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { freePort } from '../../src/local/free-port.js';
import { builtPrograms } from '../support/built.js';
import { type TestApp, type TestOrganization, boot } from '../support/boot.js';
import { type Asked, explain } from './linear.js';
import {
  type Cart,
  type Passing,
  type Product,
  type Sale,
  type Wish,
  costOf,
  counted,
  givenBack,
} from './sale-model.js';
import { TurnoutProcess } from '../support/process.js';
import { Shop } from './shop.js';

/**
 * The real thing, over HTTP, against a plain model of what selling is: whatever is asked, one after the other or at the same
 * time, is answered as the model would have answered in some order. `npm run test:long` asks ten times as much.
 */
const commands = Number(process.env['MODEL_COMMANDS'] ?? 20_000);
const perSale = 100;
const lanes = 6;
/** Who waits for the long one sees after how many wishes that it goes on. */
const shown = 10_000;

/** The same scenes each time; what happens at the same time in them still differs. `MODEL_SEED` plays others. */
const seed = Number(process.env['MODEL_SEED'] ?? 1);

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  builtPrograms();
  // No job runs while it is asked, so nothing depends on jobs but the money that goes back; see `giveMoneyBack`.
  t = await boot({ DATABASE_POOL: '20' }, { works: false });
  org = await t.organization({ currency: 'EUR' });
});
afterAll(() => t.stop());

/** What somebody might want, before it is known what there is: `nth` picks one of those that exist. */
interface Idea {
  does: Wish['does'] | Passing['does'];
  nth: number;
  seats: number;
  boxes: number;
  coded: boolean;
  who: number;
  size: number;
  product: Product;
}

const likelihoods: Readonly<Record<Idea['does'], number>> = {
  hold: 6,
  buy: 6,
  order: 6,
  pay: 6,
  extend: 2,
  release: 2,
  lapse: 3,
  expire: 2,
  cancel: 2,
  'cancel-ticket': 3,
  'hand-on': 3,
  refund: 2,
  resize: 2,
  'limit-code': 1,
  join: 4,
  claim: 4,
  decline: 1,
  resume: 1,
  leave: 1,
};

const ideas: fc.Arbitrary<Idea> = fc.record({
  does: fc.oneof(
    ...Object.entries(likelihoods).map(([does, weight]) => ({
      arbitrary: fc.constant(does as Idea['does']),
      weight,
    })),
  ),
  nth: fc.nat(1000),
  seats: fc.integer({ min: 0, max: 5 }),
  boxes: fc.integer({ min: 0, max: 3 }),
  coded: fc.boolean(),
  who: fc.nat(4),
  size: fc.integer({ min: 0, max: 12 }),
  product: fc.constantFrom<Product>('seat', 'box'),
});
/** Three at the same time at most: each order of them is tried. */
const burst = fc.array(ideas, { minLength: 1, maxLength: 3 });

const scene = fc.record({
  sale: fc.record({
    hall: fc.integer({ min: 2, max: 10 }),
    balcony: fc.integer({ min: 1, max: 5 }),
    codeUses: fc.integer({ min: 1, max: 5 }),
  }),
  bursts: fc.array(burst, { minLength: perSale / 2, maxLength: perSale / 2, size: 'max' }),
});

/** The wish that an idea is, given what there is; null where there is nothing of the kind. */
function wishOf(idea: Idea, sale: Sale, name: string): Wish | Passing | null {
  const email = `guest${idea.who}@example.org`;
  const pick = (names: readonly { name: string }[]) => names[idea.nth % Math.max(1, names.length)]?.name;
  const hold = pick(
    sale.holds.filter(
      (each) => each.entry === null || sale.entries.some((entry) => entry.name === each.entry && entry.claimed),
    ),
  );
  const cartHold = pick(sale.holds.filter((each) => each.entry === null));
  const placed = sale.orders[idea.nth % Math.max(1, sale.orders.length)];
  const order = placed?.name;
  const entry = pick(sale.entries);
  const cart: Cart = { seats: idea.seats, boxes: idea.boxes, coded: idea.coded, email };
  if (idea.seats + idea.boxes === 0) cart.seats = 1;
  switch (idea.does) {
    case 'hold':
    case 'buy':
      return { does: idea.does, name, cart };
    case 'order':
      return hold ? { does: 'order', name, hold, email } : null;
    case 'extend':
    case 'release':
      return cartHold ? { does: idea.does, hold: cartHold } : null;
    case 'lapse':
      return hold ? { does: 'lapse', hold } : null;
    case 'pay':
      return placed && costOf(placed) > 0 ? { does: 'pay', order: placed.name, amount: costOf(placed) } : null;
    case 'cancel':
    case 'expire':
      return order ? { does: idea.does, order } : null;
    case 'cancel-ticket':
      return placed ? { does: 'cancel-ticket', order: placed.name, ticket: idea.size % placed.tickets.length } : null;
    case 'refund':
      return order ? { does: 'refund', order, amount: 250 * (1 + idea.size) } : null;
    case 'hand-on':
      return placed
        ? { does: 'hand-on', name, order: placed.name, ticket: idea.size % placed.tickets.length, email }
        : null;
    case 'resize':
      return { does: 'resize', pool: idea.product === 'seat' ? 'hall' : 'balcony', size: idea.size };
    case 'limit-code':
      return { does: 'limit-code', uses: 1 + (idea.size % 6) };
    case 'join':
      return { does: 'join', name, email, product: idea.product, party: 1 + (idea.size % 2) };
    case 'claim':
    case 'decline':
    case 'resume':
    case 'leave':
      return entry ? { does: idea.does, entry } : null;
  }
}

const empty = (sizes: Pick<Sale, 'hall' | 'balcony' | 'codeUses'>): Sale => ({
  ...sizes,
  holds: [],
  orders: [],
  entries: [],
});

interface Scene {
  sale: Pick<Sale, 'hall' | 'balcony' | 'codeUses'>;
  bursts: Idea[][];
}

interface Played {
  asked: number;
  /** Compares what the application has in its books with the model's, once every job has had its effect. */
  compare: () => Promise<void>;
}

/** Plays a scene. Throws where no order of what was asked explains the answers. */
async function play({ sale, bursts }: Scene, ask = askAll): Promise<Played> {
  const shop = await Shop.open(t, org, empty(sale));
  let possible = [empty(sale)];
  const history: Asked[][] = [];
  for (const [round, crowd] of bursts.entries()) {
    const wishes = crowd.flatMap((each, index) => wishOf(each, possible[0] as Sale, `n${round}-${index}`) ?? []);
    const answers = await ask(shop, wishes);
    history.push(answers);
    const after = explain(possible, answers);
    if (after.length === 0)
      throw new Error(
        `No order explains the last of ${JSON.stringify(history)}, seed ${seed}, when it stood so: ` +
          `${JSON.stringify(possible[0])}; the books: ${JSON.stringify(await shop.counted())}`,
      );
    possible = after;
  }
  return { asked: history.flat().length, compare: () => compareBooks(shop, possible, history) };
}

const askAll = (shop: Shop, wishes: readonly (Wish | Passing)[]): Promise<Asked[]> =>
  Promise.all(wishes.map(async (wish) => ({ wish, got: await shop.ask(wish) })));

/** Of the sales that may be, the books of the real one are those of one. */
async function compareBooks(shop: Shop, possible: readonly Sale[], history: Asked[][]): Promise<void> {
  const books = { ...(await shop.counted()), money: await shop.money() };
  const expected = possible.map((sale) => {
    const { heldSeats, heldBoxes, soldSeats, soldBoxes, codeUsed } = counted(sale);
    return {
      hall: { size: sale.hall, held: heldSeats + heldBoxes, sold: soldSeats + soldBoxes },
      balcony: { size: sale.balcony, held: heldBoxes, sold: soldBoxes },
      agrees: true,
      codeUsed,
      money: new Map(
        sale.orders.map((order) => [
          order.name,
          { state: order.state, paid: order.paid, refunded: givenBack(sale, order) },
        ]),
      ),
    };
  });
  try {
    expect(expected).toContainEqual(books);
  } catch (difference) {
    throw new Error(`The books differ, seed ${seed}, after ${JSON.stringify(history)}`, { cause: difference });
  }
}

/** A worker does what is left to do about money. Letters and the like are not what is judged here. */
async function giveMoneyBack(): Promise<void> {
  await t.sql(`delete from job.job where name not like 'refund%' and name not like 'payments/%'`);
  const worker = new TurnoutProcess('worker', {
    NODE_ENV: 'test',
    DATABASE_URL: t.databaseUrl,
    SMTP_URL: t.config.smtpUrl,
    PORT: String(await freePort()),
    LOG_LEVEL: 'silent',
    JOB_POLL_SECONDS: '0.5',
  });
  await worker.start();
  await t.settled(300_000);
  await worker.stop();
}

it(`answers ${commands} wishes, several at a time, as a plain model of selling would`, async () => {
  const scenes = fc.sample(scene, { numRuns: 2 * Math.ceil(commands / perSale) + lanes, seed });
  const played: Played[] = [];
  const asked = () => played.reduce((all, one) => all + one.asked, 0);
  let said = 0;
  const playing = Array.from({ length: lanes }, async () => {
    for (let next = scenes.pop(); next && asked() < commands; next = scenes.pop()) {
      played.push(await play(next));
      if (asked() - said < shown) continue;
      said = asked();
      process.stdout.write(`${String(Math.floor((100 * said) / commands)).padStart(4)} %  ${said} wishes\n`);
    }
  });
  await Promise.all(playing).catch(async (failure: unknown) => {
    scenes.length = 0;
    await Promise.allSettled(playing);
    throw failure;
  });
  await giveMoneyBack();
  for (const { compare } of played) await compare();
  expect(asked()).toBeGreaterThanOrEqual(commands);
  expect(await t.deadlocks()).toBe(0);
}, 3_600_000);

const anybody: Idea = { does: 'hold', nth: 0, seats: 1, boxes: 0, coded: false, who: 0, size: 0, product: 'seat' };

it('notices where one place more is given out than the model has', async () => {
  const [first] = fc.sample(scene, { numRuns: 1, seed: 7 });
  const oneMore = async (shop: Shop, wishes: readonly (Wish | Passing)[]): Promise<Asked[]> => {
    await t.sql('update quotas set size = size + 1 where size = $1', [first?.sale.hall]);
    return askAll(shop, wishes);
  };
  const crowd = Array.from({ length: 8 }, () => Array.from({ length: 3 }, () => ({ ...anybody })));
  await expect(play({ ...first, bursts: crowd } as Scene, oneMore)).rejects.toThrow('No order explains');
});
