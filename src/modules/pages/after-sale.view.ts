import { momentText } from '../../platform/texts/moments.rules.js';
import type { MyTicketDto } from '../registrations/my-order.dto.js';
import type { ResaleDto } from '../registrations/resale.dto.js';
import type { TransferDto } from '../registrations/transfer.dto.js';
import type { OrderFacts } from './order-facts.js';
import type { Reader } from './page-request.js';
import { pathIn } from './paths.js';
import type { Link } from './views.js';

/** The offer of the ticket to somebody else that is open now. */
export const openTransfer = ({ afterSale }: OrderFacts, ticketId: string): TransferDto | undefined =>
  afterSale.transfers.find((transfer) => transfer.ticketId === ticketId && transfer.state === 'offered');

export const openResale = ({ afterSale }: OrderFacts, ticketId: string): ResaleDto | undefined =>
  afterSale.resales.find((resale) => resale.ticketId === ticketId && resale.state === 'offered');

/** What is under way with a ticket that still admits. `nameOf` says what a type is called. */
export function underWay(
  facts: OrderFacts,
  { id }: MyTicketDto,
  { locale, t }: Reader,
  nameOf: (product: Pick<MyTicketDto, 'ticketTypeId' | 'variationId'>) => string,
): string | null {
  const { typeChange } = facts.order;
  if (typeChange?.ticketId === id) return t('manage.typeChangeOpen', { name: nameOf(typeChange) });
  const transfer = openTransfer(facts, id);
  if (transfer)
    return t('manage.transferOpen', {
      email: transfer.email,
      at: momentText(new Date(transfer.expiresAt), facts.event.timeZone, locale),
    });
  return openResale(facts, id) ? t('manage.resaleOpen') : null;
}

const apiOf = ({ path }: OrderFacts): string => `/v1/public/orders/${path.slice('/t/'.length)}`;

/** The ticket to print, and for the wallets that are offered. */
export function paperLinks(facts: OrderFacts, { id }: MyTicketDto, t: Reader['t']): Link[] {
  const { wallets } = facts.afterSale;
  const ticket = `${apiOf(facts)}/tickets/${id}`;
  return [
    { label: t('manage.pdf'), href: `${ticket}/pdf` },
    ...(wallets.apple ? [{ label: 'Apple Wallet', href: `${ticket}/wallet/apple` }] : []),
    ...(wallets.google ? [{ label: 'Google Wallet', href: `${ticket}/wallet/google` }] : []),
  ];
}

export const invoiceLinks = (facts: OrderFacts, { t }: Reader): Link[] =>
  facts.afterSale.invoices.map(({ id, kind, code }) => ({
    label: t(`manage.invoices.${kind}`, { code }),
    href: `${apiOf(facts)}/invoices/${id}/pdf`,
  }));

const hasOtherTypes = ({ offers }: OrderFacts): boolean =>
  offers.length > 1 || offers.some(({ variations }) => variations.length > 1);

/** What the holder may do with a ticket besides cancelling it. */
export function afterSaleLinks(facts: OrderFacts, { id, addOnTo }: MyTicketDto, { locale, t }: Reader): Link[] {
  const { order, path, afterSale, event, now } = facts;
  if (order.state !== 'paid' || addOnTo !== null || now >= new Date(event.endsAt)) return [];
  const link = (what: string): Link => ({
    label: t(`manage.acts.${what}`),
    href: pathIn(`${path}/tickets/${id}/${what}`, locale),
  });
  const passes = openTransfer(facts, id) !== undefined;
  const returns = openResale(facts, id) !== undefined;
  return [
    ...(order.typeChange === null && hasOtherTypes(facts) ? [link('type')] : []),
    ...(afterSale.offered.transfers || passes ? [link('transfer')] : []),
    ...(afterSale.offered.resale || returns ? [link('resale')] : []),
  ];
}
