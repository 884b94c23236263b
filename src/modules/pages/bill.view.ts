import type { Money } from '../../kernel/money.js';
import { moneyText, percentText } from '../../platform/texts/figures.rules.js';
import type { OrderMoneyDto } from '../registrations/order-money.dto.js';
import type { LineTaxDto, PriceStepDto, PricedFeeDto, TaxSumDto } from '../ticketing/price.dto.js';
import type { Reader } from './page-request.js';
import type { Bill, BillLine } from './sale-views.js';
import type { Words } from './views.js';
import { words } from './words.rules.js';

/** A ticket of a quote or of an order, as a bill shows it. */
export interface Priced {
  name: Words;
  detail: string | null;
  list: number;
  steps: readonly PriceStepDto[];
  price: number;
  tax: LineTaxDto | null;
}

/** A discount takes off, and says so with a minus and not with a hyphen. */
export const signedText = ({ amount, currency }: Money, { locale }: Pick<Reader, 'locale'>): string =>
  amount < 0 ? `−${moneyText({ amount: -amount, currency }, locale)}` : moneyText({ amount, currency }, locale);

/** `EUR 20`, or that it costs nothing. */
export const priceText = (money: Money | null, { locale, t }: Reader): string =>
  money === null || money.amount === 0 ? t('bill.free') : moneyText(money, locale);

/** Tickets that cost the same for the same reasons are one line. */
export function billLines(priced: readonly Priced[], currency: string, reader: Reader): BillLine[] {
  const groups = Map.groupBy(priced, ({ name, detail, list, steps, price }) =>
    JSON.stringify([name, detail, list, steps, price]),
  );
  return [...groups.values()].flatMap((group) => {
    const [one] = group;
    return one ? [lineOf(one, group.length, currency, reader)] : [];
  });
}

function lineOf(one: Priced, count: number, currency: string, reader: Reader): BillLine {
  const { t } = reader;
  const money = (amount: number) => signedText({ amount, currency }, reader);
  const steps = one.steps.filter(({ amount }) => amount !== 0);
  return {
    name: count > 1 ? { ...one.name, text: `${count} × ${one.name.text}` } : one.name,
    detail: one.detail,
    steps: [
      ...(steps.length > 0 || count > 1 ? [{ label: { text: t('bill.list') }, amount: money(one.list) }] : []),
      ...steps.map((step) => ({ label: stepLabel(step, reader), amount: money(step.amount) })),
    ],
    amount: priceText({ amount: one.price * count, currency }, reader),
  };
}

function stepLabel({ kind, label }: PriceStepDto, { locale, t }: Reader): Words {
  const named = words(label, locale);
  if (named.text === '') return { text: t(`bill.steps.${kind}`) };
  return kind === 'code' ? { text: t('bill.steps.codeNamed', { code: named.text }) } : named;
}

const feeLines = (fees: readonly PricedFeeDto[], currency: string, reader: Reader): BillLine[] =>
  fees.map(({ name, price }) => ({
    name: words(name, reader.locale),
    detail: null,
    steps: [],
    amount: signedText({ amount: price, currency }, reader),
  }));

/** What of the sum is tax. */
const taxNotes = (taxes: readonly TaxSumDto[], currency: string, { locale, t }: Reader): string[] =>
  taxes
    .filter(({ tax }) => tax > 0)
    .map(({ name, rate, tax }) =>
      t('bill.tax', {
        name: words(name, locale).text,
        rate: percentText(rate / 100_000, locale),
        amount: moneyText({ amount: tax, currency }, locale),
      }),
    );

/** What is in a cart. */
export function quoteBill(
  quote: { currency: string | null; fees: readonly PricedFeeDto[]; taxes: readonly TaxSumDto[]; total: number },
  priced: readonly Priced[],
  reader: Reader,
): Bill {
  const currency = quote.currency ?? 'XXX';
  return {
    lines: [...billLines(priced, currency, reader), ...feeLines(quote.fees, currency, reader)],
    sums: [
      { label: reader.t('bill.total'), amount: priceText({ amount: quote.total, currency }, reader), strong: true },
    ],
    notes: taxNotes(quote.taxes, currency, reader),
  };
}

/** What an order costs, and what of that is there; null where nothing of it ever cost anything. */
export function orderBill(order: OrderMoneyDto, priced: readonly Priced[], reader: Reader): Bill | null {
  const { currency, total } = order;
  if (currency === null || total === null) return null;
  const sum = (label: string, money: Money | null, strong = false) =>
    money && (strong || money.amount > 0)
      ? [{ label: reader.t(label), amount: signedText(money, reader), strong }]
      : [];
  const bill = {
    lines: [...billLines(priced, currency, reader), ...feeLines(order.fees, currency, reader)],
    sums: [
      ...sum('bill.total', total, true),
      ...sum('bill.paid', order.paid),
      ...sum('bill.retained', order.retained),
      ...sum('bill.due', order.due),
    ],
    notes: taxNotes(order.taxes, currency, reader),
  };
  const moved = [total, order.paid, order.retained].some((money) => money !== null && money.amount > 0);
  return moved || bill.lines.some(({ steps }) => steps.length > 0) ? bill : null;
}
