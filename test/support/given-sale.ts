import type { TestOrganization } from './boot.js';
import { type TicketedEvent, ticketedEvent } from './given-tickets.js';

const money = (amount: number, currency = 'RUB') => ({ amount, currency });

/** An event that sells: seats of two kinds, a shirt to go with them, a table with a place included, and codes. */
export interface SaleEvent extends TicketedEvent {
  variationIds: string[];
  shirtId: string;
}

/** What costs something is in rubles, so that both providers take it. */
export async function saleEvent({ owner }: TestOrganization, { size = 20 } = {}): Promise<SaleEvent> {
  const tax = await made(owner.post('/v1/tax-rules', { name: { en: 'VAT', ru: 'НДС' }, rate: 20_000 }));
  const event = await ticketedEvent(owner, {
    size,
    prices: [money(200_000)],
    taxRuleId: tax.id,
    description: { en: 'The front rows', ru: 'Первые ряды' },
  });
  const inEvent = `/v1/events/${event.id}`;
  await done(owner.change(`${inEvent}/sale-settings`, { currencies: ['RUB'] }));
  const shirts = await made(owner.post(`${inEvent}/add-on-categories`, { name: { en: 'Shirts', ru: 'Футболки' } }));
  const quota = await made(owner.post(`${inEvent}/quotas`, { name: 'Shirts', size: 50 }));
  const shirt = await made(
    owner.post(`${inEvent}/ticket-types`, {
      name: { en: 'Shirt', ru: 'Футболка' },
      quotaIds: [quota.id],
      kind: 'add-on',
      categoryId: shirts.id,
      prices: [money(150_000)],
      position: 1,
    }),
  );
  const seat = `/v1/ticket-types/${event.ticketTypeId}`;
  await done(owner.change(seat, { addOns: [{ categoryId: shirts.id, min: 0, max: 1 }] }));
  const regular = await made(owner.post(`${seat}/variations`, { name: { en: 'Regular', ru: 'Обычный' } }));
  const student = await made(
    owner.post(`${seat}/variations`, {
      name: { en: 'Student', ru: 'Студенческий' },
      prices: [money(100_000)],
      position: 1,
    }),
  );
  await made(owner.post(`${inEvent}/codes`, { code: 'EARLY', effect: 'percent', rate: 10_000 }));
  return { ...event, variationIds: [regular.id, student.id], shirtId: shirt.id };
}

async function made(request: Promise<{ status: number; body: any }>) {
  const { status, body } = await request;
  if (status !== 201) throw new Error(`Not made: ${status} ${JSON.stringify(body)}`);
  return body;
}

async function done(request: Promise<{ status: number; body: unknown }>): Promise<void> {
  const { status, body } = await request;
  if (status !== 200) throw new Error(`Not done: ${status} ${JSON.stringify(body)}`);
}
