import { inLocale } from '../../kernel/text.js';
import { momentText, zoneText } from '../../platform/texts/moments.rules.js';
import type { MyTicketDto } from '../registrations/my-order.dto.js';
import type { TransferDto } from '../registrations/transfer.dto.js';
import type { TypeOptionDto } from '../registrations/type-change.dto.js';
import { priceText, signedText } from './bill.view.js';
import { eventHead } from './event.view.js';
import type { OrderFacts } from './order-facts.js';
import { ticketName } from './order.view.js';
import type { Reader } from './page-request.js';
import { pathIn } from './paths.js';
import type { Typed } from './registration.view.js';
import type { ConfirmView, Field, FormView } from './views.js';
import { words } from './words.rules.js';

const pathOf = ({ path }: OrderFacts, { id }: MyTicketDto, what: string): string => `${path}/tickets/${id}/${what}`;

function formPage(
  facts: OrderFacts,
  ticket: MyTicketDto,
  { what, intro, fields, button }: { what: 'type' | 'transfer'; intro: string[]; fields: Field[]; button: string },
  reader: Reader,
  typed: Typed,
): FormView {
  const { locale, t } = reader;
  const title = t(`ticket.${what}.heading`);
  const path = pathOf(facts, ticket, what);
  return {
    page: {
      title: typed.errors.size > 0 ? t('form.wrongTitle', { title }) : title,
      path,
      organization: { text: facts.organization },
    },
    event: eventHead(facts.event, reader),
    heading: { text: title },
    alert: typed.alert ?? null,
    intro: [ticketName(facts, ticket, locale), ...intro.map((text) => ({ text }))],
    form: { action: pathIn(path, locale), hidden: [], groups: [{ fields }], button },
  };
}

/** What a ticket may become, each with what it would cost or give back. */
export function typeForm(
  facts: OrderFacts,
  ticket: MyTicketDto,
  options: readonly TypeOptionDto[],
  reader: Reader,
  typed: Typed,
): FormView {
  const { locale, t } = reader;
  const chosen = typed.sent.get('option')?.[0];
  const error = typed.errors.get('option');
  const field: Field = {
    id: 'option',
    kind: 'choice',
    label: { text: t('ticket.type.label') },
    required: true,
    value: '',
    options: options.map((option) => {
      const name = [option.name, ...(option.variationName ? [option.variationName] : [])];
      const value = optionValue(option);
      return {
        value,
        label: {
          text: `${name.map((text) => words(text, locale).text).join(', ')} (${priceText(option.price, reader)})`,
        },
        chosen: value === chosen,
        ...(option.free ? { hint: { text: differenceText(option, reader) } } : { unavailable: t('event.soldOut') }),
      };
    }),
    ...(error !== undefined && { error }),
  };
  const button = t('ticket.type.button');
  return formPage(
    facts,
    ticket,
    { what: 'type', intro: [t('ticket.type.intro')], fields: [field], button },
    reader,
    typed,
  );
}

/** The choice and the difference that was shown with it. */
export const optionValue = ({ ticketTypeId, variationId, difference }: TypeOptionDto): string =>
  `${ticketTypeId}/${variationId ?? ''}/${difference}`;

function differenceText({ difference, refund, price }: TypeOptionDto, reader: Reader): string {
  const { t } = reader;
  if (difference === 0 || !price) return t('ticket.type.same');
  const { currency } = price;
  if (difference > 0) return t('ticket.type.dearer', { amount: signedText({ amount: difference, currency }, reader) });
  return refund > 0
    ? t('ticket.type.cheaper', { amount: signedText({ amount: refund, currency }, reader) })
    : t('ticket.type.cheaperNothing');
}

/** To whom a ticket goes. */
export function transferForm(facts: OrderFacts, ticket: MyTicketDto, reader: Reader, typed: Typed): FormView {
  const { t } = reader;
  const field = (id: string, more: Pick<Field, 'kind' | 'required' | 'maxLength'>): Field => {
    const error = typed.errors.get(id);
    return {
      id,
      label: { text: t(`ticket.transfer.${id}`) },
      value: typed.sent.get(id)?.[0] ?? '',
      options: [],
      ...more,
      ...(error !== undefined && { error }),
    };
  };
  const fields = [
    field('email', { kind: 'email', required: true, maxLength: 254 }),
    field('name', { kind: 'text', required: false, maxLength: 200 }),
    field('message', { kind: 'long', required: false, maxLength: 200 }),
  ];
  const intro = [t('ticket.transfer.intro'), t('ticket.transfer.money')];
  return formPage(
    facts,
    ticket,
    { what: 'transfer', intro, fields, button: t('ticket.transfer.button') },
    reader,
    typed,
  );
}

/** Asks before it does, or undoes, something with a ticket. */
export function ticketConfirm(
  facts: OrderFacts,
  ticket: MyTicketDto,
  what: 'resale' | 'resaleBack' | 'transferBack',
  values: Record<string, string>,
  reader: Reader,
): ConfirmView {
  const { locale, t } = reader;
  const heading = t(`ticket.${what}.heading`);
  const path = pathOf(facts, ticket, what.startsWith('resale') ? 'resale' : 'transfer');
  return {
    page: { title: heading, path, organization: { text: facts.organization } },
    heading,
    text: [
      ticketName(facts, ticket, locale).text,
      t(`ticket.${what}.text`, values),
      inLocale(facts.event.title, locale),
    ],
    bill: null,
    action: pathIn(path, locale),
    hidden: what === 'resale' ? [] : [{ name: 'do', value: 'withdraw' }],
    button: t(`ticket.${what}.button`),
    danger: false,
    back: { label: t('ticket.back'), href: pathIn(facts.path, locale) },
  };
}

/** To whom the ticket is offered, and until when. */
export const transferValues = ({ event }: OrderFacts, { email, expiresAt }: TransferDto, { locale }: Reader) => {
  const at = new Date(expiresAt);
  return { email, at: `${momentText(at, event.timeZone, locale)}, ${zoneText(at, event.timeZone, locale)}` };
};
