import * as api from '../../openapi/client/index.ts';
import type { Story } from './planning.ts';
import { roubles } from './planning.ts';
import { type SandboxShop, openShop, payOn } from './sandbox.ts';
import { awaitMails, expectThat, must, readMail, result, step, tokenFrom, until, turnoutUrl, visit } from './stage.ts';

/** Minor units: 900, 1200 and 10 per cent off. */
const prices = { early: 90_000, regular: 120_000, withCode: 108_000 };
const rub = (amount: number) => ({ amount, currency: 'RUB' });

interface Sale {
  organizer: Story['organizer'];
  eventId: string;
  slug: string;
  ticketTypeId: string;
  early: string;
  regular: string;
  shop: SandboxShop;
}

interface Order {
  id: string;
  state: string;
  total: { amount: number };
  token: string;
}

/** 10. A workshop that costs money: an early bird, a code, carts, payments, a refund, and a waiting list that gets the place. */
export async function sell(story: Story): Promise<void> {
  step(10, 'A workshop that costs money: 8 places, an early bird, a code, payments, a refund, a waiting list');
  const sale = await putOnSale(story);
  const people = Array.from({ length: 8 }, (_, index) => `workshop${index + 1}@example.org`);
  const orders: Order[] = [];
  for (const [index, email] of people.entries()) {
    const early = index < 3;
    const withCode = index === 3 || index === 4;
    orders.push(await buy(sale, email, early ? sale.early : sale.regular, withCode ? 'FRIENDS' : undefined));
  }
  const expected = 3 * prices.early + 2 * prices.withCode + 3 * prices.regular;
  const asked = orders.reduce((sum, { total }) => sum + total.amount, 0);
  result('Ordered', `8 places for ${roubles(asked)}: 3 early birds, 2 with a code, 3 at the full price`);
  expectThat('the server asks what was told', asked === expected);

  const full = await visit<{ code: string }>(
    'POST',
    `/v1/public/events/${sale.slug}/holds`,
    cartOf(sale, sale.regular),
  );
  expectThat('the ninth is refused', full.status === 409 && full.body.code === 'ticketing/sold-out');
  const waiting = await joinWaitingList(sale, 'waiting-workshop@example.org');
  result('Waiting list', 'the ninth is sold out, and joins it');

  for (const order of orders) await pay(sale, order);
  await until('every order is paid', async () => (await ordersOf(sale, 'paid')).length === 8);
  result('Paid', `8 orders, on the pages of the simulated provider`);

  const [leaver] = orders;
  if (!leaver) throw new Error('Somebody has an order');
  const cancelledAt = new Date();
  const cancelled = await visit('POST', `/v1/public/orders/${leaver.token}/cancellation`, { reason: 'Заболела' });
  expectThat(`a paid order is cancelled (${cancelled.status})`, cancelled.status === 200);
  await until('the refund is done', async () => {
    const { body } = await visit<{ state: string }[]>(
      'GET',
      `/v1/orders/${leaver.id}/refunds`,
      undefined,
      sale.organizer,
    );
    return body.length === 1 && body[0]?.state === 'done';
  });
  result('Refunded', `${roubles(prices.early)}, all of it: the policy says so`);

  await claimed(sale, waiting, cancelledAt);
  await countUp(sale, expected - prices.early + prices.regular, expected + prices.regular);
}

async function putOnSale({ organizer, eventId, startedAt }: Story): Promise<Sale> {
  const evening = await must(api.getEvent({ client: organizer, path: { eventId } }));
  const { title, summary, description, theme, interaction, format, languages, timeZone, objectiveId } = evening;
  const { startsAtLocal, endsAtLocal, venueName, venueAddress, onlineUrl, accessibility } = evening;
  const place = { venueName, venueAddress, onlineUrl, timeZone, objectiveId };
  const copied = { ...place, summary, description, theme, interaction, accessibility, format, languages };
  const workshop = await visit<{ id: string; slug: string }>(
    'POST',
    '/v1/events',
    {
      ...copied,
      startsAt: startsAtLocal,
      endsAt: endsAtLocal,
      title: { ru: `Мастерская: ${title.ru}`, en: `Workshop: ${title.en}` },
    },
    organizer,
  );
  const { id, slug } = made(workshop);
  const inEvent = `/v1/events/${id}`;
  const readAt = startedAt.toISOString();
  const post = async <T>(path: string, body: unknown): Promise<T> =>
    made(await visit<T>('POST', path, body, organizer));
  await post(`${inEvent}/goals`, {
    metric: 'registrations',
    comparator: '>=',
    target: 8,
    readAt,
    owner: 'Анна Петрова',
  });
  const settings = await visit('GET', `${inEvent}/sale-settings`, undefined, organizer);
  made(
    await visit(
      'PATCH',
      `${inEvent}/sale-settings`,
      {
        currencies: ['RUB'],
        openHolds: 100,
        cancellationPolicy: { byAttendee: true, steps: [{ hoursBefore: 24, rate: 100_000 }] },
      },
      organizer,
      { 'if-match': settings.etag },
    ),
  );
  const quota = await post<{ id: string }>(`${inEvent}/quotas`, { name: 'Лаборатория', size: 8 });
  const birds = await post<{ id: string }>(`${inEvent}/quotas`, { name: 'Early bird', size: 3 });
  const type = await post<{ id: string }>(`${inEvent}/ticket-types`, {
    name: { ru: 'Мастерская', en: 'Workshop' },
    quotaIds: [quota.id],
    prices: [rub(prices.regular)],
  });
  const variations = `/v1/ticket-types/${type.id}/variations`;
  const early = await post<{ id: string }>(variations, {
    name: { ru: 'Ранняя цена', en: 'Early bird' },
    quotaIds: [birds.id],
    prices: [rub(prices.early)],
  });
  const regular = await post<{ id: string }>(variations, { name: { ru: 'Обычная цена', en: 'Regular' } });
  await post(`${inEvent}/codes`, { code: 'FRIENDS', effect: 'percent', rate: 10_000, maxUses: 2 });
  await openWaitingList(organizer, inEvent);
  const shop = await openShop(organizer);
  made(await visit('POST', `${inEvent}/publication`, {}, organizer));
  result('On sale', `${turnoutUrl}/e/${slug}, ${roubles(prices.early)} early, ${roubles(prices.regular)} later`);
  return { organizer, eventId: id, slug, ticketTypeId: type.id, early: early.id, regular: regular.id, shop };
}

async function openWaitingList(organizer: Story['organizer'], inEvent: string): Promise<void> {
  const path = `${inEvent}/waiting-list`;
  const before = await visit('GET', path, undefined, organizer);
  made(await visit('PUT', path, { open: true }, organizer, { 'if-match': before.etag }));
}

const cartOf = ({ ticketTypeId }: Sale, variationId: string) => ({ tickets: [{ ticketTypeId, variationId }] });

/** A cart that is held, then an order: nobody can take the place in between. */
async function buy(sale: Sale, email: string, variationId: string, code?: string): Promise<Order> {
  const cart = { ...cartOf(sale, variationId), ...(code && { code }) };
  const hold = made(await visit<{ token: string }>('POST', `/v1/public/events/${sale.slug}/holds`, cart));
  return orderFrom(hold.token, email);
}

async function orderFrom(holdToken: string, email: string): Promise<Order> {
  const name = 'Участник мастерской';
  const order = made(
    await visit<Omit<Order, 'token'> & { manageUrl: string }>('POST', `/v1/public/holds/${holdToken}/order`, {
      name,
      email,
      locale: 'ru',
      attendees: [{ attendee: { name } }],
    }),
  );
  expectThat('a priced order waits for its money', order.state === 'pending');
  return { ...order, token: tokenFrom(order.manageUrl) };
}

async function pay({ shop }: Sale, order: Order): Promise<void> {
  const path = `/v1/public/orders/${order.token}/payments`;
  const payment = made(await visit<{ redirectUrl: string }>('POST', path, { provider: 'stripe' }));
  await payOn(shop, payment.redirectUrl);
}

async function ordersOf({ organizer, eventId }: Sale, state: string): Promise<{ paid: { amount: number } }[]> {
  const path = `/v1/events/${eventId}/orders?limit=50&state=${state}`;
  return made(await visit<{ items: { paid: { amount: number } }[] }>('GET', path, undefined, organizer)).items;
}

async function joinWaitingList(sale: Sale, email: string): Promise<string> {
  const joined = await visit<{ url: string }>('POST', `/v1/public/events/${sale.slug}/waiting-list`, {
    name: 'Вера Лунина',
    email,
    locale: 'ru',
    products: [{ ticketTypeId: sale.ticketTypeId, variationId: sale.regular }],
  });
  return tokenFrom(made(joined).url);
}

/** The place that came back is offered by mail, claimed, ordered and paid. */
async function claimed(sale: Sale, token: string, since: Date): Promise<void> {
  const mine = (mail: { recipients: string[] }) => mail.recipients.includes('waiting-workshop@example.org');
  const [mail] = await awaitMails(since, 1, mine);
  const letter = await readMail(mail?.id ?? '');
  const claim = made(await visit<{ holdToken: string }>('POST', `/v1/public/waiting-list/${token}/claim`, {}));
  await pay(sale, await orderFrom(claim.holdToken, 'waiting-workshop@example.org'));
  await until('the offered place is paid', async () => (await ordersOf(sale, 'paid')).length === 8);
  result('Offered and claimed', `«${letter.subject}»`);
}

/** Places, orders, books and the provider's own ledger must say the same. */
async function countUp(sale: Sale, kept: number, captured: number): Promise<void> {
  const { organizer, eventId, shop } = sale;
  const ask = async <T>(path: string): Promise<T> => made(await visit<T>('GET', path, undefined, organizer));
  const stock = await ask<{ quotas: { sold: number; held: number }[] }>(`/v1/events/${eventId}/stock`);
  const audit = await ask<{ agrees: boolean; counts: MoneyCount[] }>('/v1/payments/audit');
  const places = await ask<{ agrees: boolean }>(`/v1/events/${eventId}/stock-audit`);
  const paid = (await ordersOf(sale, 'paid')).reduce((sum, order) => sum + order.paid.amount, 0);
  const books = audit.counts.find(({ provider, currency }) => provider === 'stripe' && currency === 'RUB');
  if (!books) throw new Error('The books know the provider');
  const provider = await shop.sums();
  result('Sold', `${stock.quotas[0]?.sold} of 8 places, ${stock.quotas[0]?.held} held`);
  result('Taken', `${roubles(books.captured)}, given back ${roubles(books.givenBack)}`);
  result('Our ledger', roubles(books.ledgerAtProvider));
  result("The provider's ledger", roubles(provider.captured - provider.refunded));
  expectThat('eight places are sold, and none is held', stock.quotas[0]?.sold === 8 && stock.quotas[0].held === 0);
  expectThat('paid orders hold what was kept', paid === kept);
  expectThat('as much was taken as was told', books.captured === captured && provider.captured === captured);
  expectThat('as much was given back', books.givenBack === prices.early && provider.refunded === prices.early);
  expectThat(
    'both ledgers are equal',
    books.ledgerAtProvider === kept && provider.captured - provider.refunded === kept,
  );
  expectThat('the audits agree', audit.agrees && places.agrees);
}

interface MoneyCount {
  provider: string;
  currency: string;
  captured: number;
  givenBack: number;
  ledgerAtProvider: number;
}

function made<T>({ status, body }: { status: number; body: T }): T {
  if (status < 300) return body;
  throw new Error(`${status}: ${JSON.stringify(body)}`);
}
