import { inLocale } from '../../kernel/text.js';
import { moneyText, percentText } from '../../platform/texts/figures.rules.js';
import { momentText, zoneText } from '../../platform/texts/moments.rules.js';
import type { CancellationPreviewDto } from '../registrations/cancellation.dto.js';
import type { MyTicketDto } from '../registrations/my-order.dto.js';
import { priceText, signedText } from './bill.view.js';
import type { OrderFacts } from './order-facts.js';
import { ticketName } from './order.view.js';
import type { Reader } from './page-request.js';
import { pathIn } from './paths.js';
import type { Bill } from './sale-views.js';
import type { ConfirmView, NoticeView } from './views.js';

/** Asks before it cancels, everything or one ticket, with what comes back shown first. */
export function cancelView(
  facts: OrderFacts,
  ticket: MyTicketDto | null,
  preview: CancellationPreviewDto,
  reader: Reader,
): ConfirmView {
  const { path, event, organization, order } = facts;
  const { locale, t } = reader;
  const here = ticket ? `${path}/cancel?ticket=${ticket.id}` : `${path}/cancel`;
  const heading = t(ticket ? 'cancel.ticketHeading' : 'cancel.heading');
  const { refund } = preview;
  return {
    page: { title: heading, path: here, organization: { text: organization } },
    heading,
    text: [
      ...(ticket
        ? [t('cancel.ticketText', { name: ticket.attendee.name ?? order.name })]
        : [inLocale(event.title, locale)]),
      t('cancel.text'),
      ...termsOf(facts, preview, reader),
    ],
    bill: refundBill(facts, preview, reader),
    action: pathIn(here, locale),
    hidden: refund ? [{ name: 'expectedRefund', value: String(refund.amount) }] : [],
    button: t(ticket ? 'cancel.ticketButton' : 'cancel.button'),
    danger: true,
    back: { label: t('cancel.keep'), href: pathIn(path, locale) },
  };
}

/** What comes back of each ticket; null where nothing was paid. */
function refundBill(facts: OrderFacts, preview: CancellationPreviewDto, reader: Reader): Bill | null {
  const { refund, kept } = preview;
  const { t, locale } = reader;
  if (!refund || !kept || refund.amount + kept.amount === 0) return null;
  const { currency } = refund;
  const money = (amount: number) => signedText({ amount, currency }, reader);
  const tickets = new Map(facts.order.tickets.map((ticket) => [ticket.id, ticket]));
  return {
    lines: preview.tickets.map((line) => {
      const ticket = tickets.get(line.ticketId);
      return {
        name: ticket ? ticketName(facts, ticket, locale) : { text: '' },
        detail: ticket?.attendee.name ?? null,
        steps:
          line.kept > 0
            ? [
                { label: { text: t('cancel.price') }, amount: priceText({ amount: line.price, currency }, reader) },
                { label: { text: t('cancel.kept') }, amount: money(-line.kept) },
              ]
            : [],
        amount: money(line.refund),
      };
    }),
    sums: [
      ...(preview.feesRefund > 0
        ? [{ label: t('cancel.fees'), amount: money(preview.feesRefund), strong: false }]
        : []),
      { label: t('cancel.refund'), amount: money(refund.amount), strong: true },
      ...(kept.amount > 0 ? [{ label: t('cancel.keptInAll'), amount: money(kept.amount), strong: false }] : []),
    ],
    notes: [],
  };
}

/** Which step of the policy counts, until when, and what is kept besides. */
function termsOf({ event }: OrderFacts, preview: CancellationPreviewDto, { locale, t }: Reader): string[] {
  const { refund, kept, step, stepEndsAt, fee } = preview;
  if (!refund || !kept || refund.amount + kept.amount === 0) return [];
  const at = stepEndsAt === null ? null : new Date(stepEndsAt);
  const moment = at ? `${momentText(at, event.timeZone, locale)}, ${zoneText(at, event.timeZone, locale)}` : '';
  return [
    step ? t('cancel.step', { rate: percentText(step.rate / 100_000, locale) }) : t('cancel.stepNone'),
    ...(at && step ? [t('cancel.stepUntil', { at: moment })] : []),
    ...(fee && fee.amount > 0 ? [t('cancel.fee', { fee: moneyText(fee, locale) })] : []),
    ...(refund.amount > 0 ? [t('cancel.back')] : []),
  ];
}

/** Only the organisers can cancel this: why. */
export function cancelRefusedView(
  { path, organization }: OrderFacts,
  { obstacle }: CancellationPreviewDto,
  { locale, t }: Reader,
): NoticeView {
  const heading = t('cancel.refused');
  return {
    page: { title: heading, path: `${path}/cancel`, organization: { text: organization } },
    tone: 'calm',
    heading,
    text: [...(obstacle ? [`${inLocale(obstacle.title, locale)}.`] : []), t('cancel.refusedNext')],
    actions: [{ label: t('due.waiting.toOrder'), href: pathIn(path, locale), main: true }],
  };
}
