import { moneyText } from '../../platform/texts/figures.rules.js';
import { clockText, momentText, zoneText } from '../../platform/texts/moments.rules.js';
import type { MyPaymentDto } from '../payments/payment.dto.js';
import { eventHead } from './event.view.js';
import type { MoneyFacts, OrderFacts } from './order-facts.js';
import type { Reader } from './page-request.js';
import { pathIn } from './paths.js';
import type { Act, DueView, LeavingView, MoneyMoved, TransferView } from './sale-views.js';
import type { NoticeView } from './views.js';

/** Where the payer leaves for the provider's page, and comes back to. */
export const paymentPath = (path: string, { id }: Pick<MyPaymentDto, 'id'>): string => `${path}/payments/${id}`;

/** The transfer that waits for its money. */
export const openTransferOf = ({ payments }: MoneyFacts): MyPaymentDto | undefined =>
  payments.findLast(
    ({ provider, state, instructions }) => provider === 'bank-transfer' && state === 'pending' && instructions,
  );

/** What is to be paid, until when and how; null where nothing is. `qr` is the picture of an open transfer. */
export function dueView(facts: OrderFacts, money: MoneyFacts, reader: Reader, qr: string | null): DueView | null {
  const { order, event, path } = facts;
  const { due } = order;
  const waits = order.state === 'pending' || order.typeChange !== null;
  if (!waits || due === null || event.status === 'cancelled') return null;
  const transfer = openTransferOf(money);
  const acts = money.methods.filter(({ provider }) => !(transfer && provider === 'bank-transfer'));
  return {
    amount: moneyText(due, reader.locale),
    until: untilText(facts, reader),
    news: newsOf(money.payments.at(-1), reader),
    acts: [
      ...acts.map(({ provider }, index) => payAct(path, provider, index === 0 && !transfer, reader)),
      ...takeBackAct(facts, reader),
    ],
    none: money.methods.length === 0 ? reader.t('due.noMethod') : null,
    transfer: transfer ? transferView(transfer, qr, reader) : null,
  };
}

function untilText({ order, event }: OrderFacts, { locale, t }: Reader): string | null {
  const until = order.typeChange?.expiresAt ?? order.expiresAt;
  if (until === null) return null;
  const at = new Date(until);
  const moment = { at: momentText(at, event.timeZone, locale), zone: zoneText(at, event.timeZone, locale) };
  if (order.typeChange) return t('due.untilChange', moment);
  return t(order.pendingAdmits ? 'due.untilAdmits' : 'due.until', moment);
}

/** Whoever does not want the dearer type any more says so, and owes nothing. */
const takeBackAct = ({ order, path }: OrderFacts, { locale, t }: Reader): Act[] =>
  order.typeChange
    ? [
        {
          action: pathIn(`${path}/tickets/${order.typeChange.ticketId}/type`, locale),
          label: t('due.keepType'),
          hidden: [{ name: 'do', value: 'withdraw' }],
          look: 'second',
        },
      ]
    : [];

/** What is to be said of the payment that was begun last. */
function newsOf(last: MyPaymentDto | undefined, { t }: Reader): DueView['news'] {
  if (last?.state === 'failed') return { tone: 'bad', text: t('due.failed') };
  if (last?.state === 'canceled') return { tone: 'calm', text: t('due.canceled') };
  if (last?.state === 'pending' && last.redirectUrl) return { tone: 'calm', text: t('due.begun') };
  return null;
}

const payAct = (path: string, provider: string, main: boolean, { locale, t }: Reader): Act => ({
  action: pathIn(`${path}/payments`, locale),
  label: t(`due.methods.${provider}`),
  hidden: [{ name: 'provider', value: provider }],
  look: main ? 'main' : 'second',
});

/** What a transfer needs besides amount and reference, in the order in which forms of banks ask for it. */
const transferFields = ['holder', 'iban', 'bic', 'bank', 'taxId', 'purpose'] as const;

function transferView(payment: MyPaymentDto, qr: string | null, reader: Reader): TransferView {
  const { locale, t } = reader;
  const told = new Map(Object.entries(payment.instructions ?? {}).filter(([, value]) => value !== ''));
  const amount = moneyText(payment.amount, locale);
  return {
    heading: t('due.transfer.heading'),
    intro: t('due.transfer.intro'),
    facts: [
      { name: t('due.transfer.amount'), value: told.get('amount') ?? amount, copy: true },
      ...(payment.reference ? [{ name: t('due.transfer.reference'), value: payment.reference, copy: true }] : []),
      ...transferFields.flatMap((field) => {
        const value = told.get(field);
        return value === undefined ? [] : [{ name: t(`due.transfer.${field}`), value, copy: true }];
      }),
    ],
    qr,
  };
}

/** The money that came and went back, for people to check. */
export function moneyMoved(
  { payments }: MoneyFacts,
  { event, afterSale }: OrderFacts,
  { locale, t }: Reader,
): MoneyMoved[] {
  const at = (instant: string) => momentText(new Date(instant), event.timeZone, locale);
  const came = payments
    .filter(({ state, amount }) => state === 'confirmed' && amount.amount > 0)
    .map(({ provider, state, amount, createdAt }) => ({
      what: t(`due.providers.${provider}`),
      amount: moneyText(amount, locale),
      state: t(`due.states.${state}`),
      at: at(createdAt),
    }));
  const went = afterSale.refunds
    .filter(({ state }) => state === 'created' || state === 'transit' || state === 'done')
    .map(({ amount, state, createdAt }) => ({
      what: t('due.refund'),
      amount: `−${moneyText(amount, locale)}`,
      state: t(`due.states.${state}`),
      at: at(createdAt),
    }));
  return [...came, ...went];
}

/** On the way to the page of the provider. */
export function leavingView(
  { organization }: OrderFacts,
  payment: MyPaymentDto,
  path: string,
  reader: Reader,
): LeavingView {
  const { t, locale } = reader;
  const heading = t('due.leaving.heading');
  return {
    page: { title: heading, path, organization: { text: organization } },
    heading,
    text: t('due.leaving.text', { amount: moneyText(payment.amount, locale) }),
    href: payment.redirectUrl ?? '',
    label: t('due.leaving.button'),
  };
}

/** The provider has not said yet whether the money came: the page asks again by itself. */
export function waitingView(facts: OrderFacts, payment: MyPaymentDto, reader: Reader): NoticeView {
  const { locale, t } = reader;
  const path = paymentPath(facts.path, payment);
  const heading = t('due.waiting.heading');
  return {
    page: { title: heading, path, organization: { text: facts.organization } },
    event: eventHead(facts.event, reader),
    tone: 'calm',
    heading,
    text: [
      t('due.waiting.text', { amount: moneyText(payment.amount, locale) }),
      t('due.waiting.next', { at: clockText(facts.now, facts.event.timeZone, locale) }),
    ],
    actions: [
      { label: t('due.waiting.again'), href: pathIn(path, locale), main: true },
      ...(payment.redirectUrl ? [{ label: t('due.waiting.page'), href: payment.redirectUrl }] : []),
      { label: t('due.waiting.toOrder'), href: pathIn(facts.path, locale) },
    ],
  };
}
