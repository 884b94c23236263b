import type { Locale } from '../../src/kernel/text.js';
import type { Bill } from '../../src/modules/pages/sale-views.js';
import type { EventHead, Page, Views } from '../../src/modules/pages/views.js';

type SaleViews = Pick<{ [Name in keyof Views]: (locale: Locale) => Views[Name] }, 'manage' | 'leaving'>;

const picture =
  'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCAxMCAxMCI+PHBhdGggZD0iTTEgMWg0djRoLTR6TTYgNmgzdjNoLTN6Ii8+PC9zdmc+';

const bill = (locale: Locale): Bill => ({
  lines: [
    {
      name: { text: locale === 'ru' ? '2 × В зале' : '2 × In the hall' },
      detail: null,
      steps: [
        { label: { text: locale === 'ru' ? 'Цена' : 'List price' }, amount: '€20' },
        { label: { text: 'EARLY' }, amount: '−€5' },
      ],
      amount: '€30',
    },
  ],
  sums: [
    { label: locale === 'ru' ? 'Итого' : 'Total', amount: '€30', strong: true },
    { label: locale === 'ru' ? 'Оплачено' : 'Paid', amount: '€10', strong: false },
  ],
  notes: [locale === 'ru' ? 'В том числе НДС 20 %: 5 €' : 'Including VAT 20%: €5'],
});

/** Believable views of what has to do with money. */
export function sampleSaleViews(head: (locale: Locale) => EventHead): SaleViews {
  const page = (title: string, path: string): Page => ({
    title,
    path,
    organization: { text: 'Северный круг', lang: 'ru' },
  });
  return {
    manage: (locale) => ({
      page: page(locale === 'ru' ? 'Моя регистрация' : 'My registration', '/t/xxxx'),
      event: head(locale),
      orderCode: 'K7QF2',
      notice: null,
      done:
        locale === 'ru'
          ? 'Вы зарегистрированы. Билет отправлен на maria@example.org.'
          : 'You are registered. The ticket is on its way to maria@example.org.',
      name: 'Мария Котова',
      email: 'maria@example.org',
      tickets: [
        {
          id: 'tkt_1',
          name: { text: 'В зале' },
          attendee: 'Мария Котова',
          standing: 'valid',
          note: null,
          papers: [{ label: 'PDF', href: '/v1/public/orders/xxxx/tickets/tkt_1/pdf' }],
          links: [{ label: locale === 'ru' ? 'Отменить' : 'Cancel', href: '/t/xxxx/cancel?ticket=tkt_1' }],
          code: 'T1.4fZk2vQ8Jq7mA0bqk3XrWm.9f2c',
          qr: picture,
        },
        {
          id: 'tkt_2',
          name: { text: 'В зале' },
          attendee: 'Пётр Котов',
          standing: 'void',
          note: locale === 'ru' ? 'Не действует' : 'Not valid',
          papers: [],
          links: [],
          code: '',
          qr: '',
        },
      ],
      onlineUrl: 'https://meet.example/room',
      calendarHref: '/t/xxxx/event.ics',
      changeHref: '/t/xxxx/change',
      cancelHref: '/t/xxxx/cancel',
      due: {
        amount: '€20',
        until: locale === 'ru' ? 'Оплатите до: понедельник' : 'Please pay by Monday',
        news: { tone: 'bad', text: locale === 'ru' ? 'Платёж не прошёл' : 'The payment did not go through' },
        acts: [
          {
            action: '/t/xxxx/payments',
            label: locale === 'ru' ? 'Картой' : 'By card',
            hidden: [{ name: 'provider', value: 'stripe' }],
            look: 'main',
          },
          {
            action: '/t/xxxx/payments',
            label: locale === 'ru' ? 'Переводом' : 'By transfer',
            hidden: [],
            look: 'second',
          },
        ],
        none: null,
        transfer: {
          heading: locale === 'ru' ? 'Перевод' : 'Transfer',
          intro: locale === 'ru' ? 'Укажите назначение.' : 'Give the reference.',
          facts: [{ name: 'IBAN', value: 'DE89370400440532013000', copy: true }],
          qr: picture,
        },
      },
      bill: bill(locale),
      moved: [
        {
          what: locale === 'ru' ? 'Картой' : 'Card',
          amount: '€10',
          state: locale === 'ru' ? 'получено' : 'arrived',
          at: '13.03.2027',
        },
      ],
      papers: [{ label: 'INV-1', href: '/v1/public/orders/xxxx/invoices/inv_1/pdf' }],
      answers: [{ question: { text: 'Придёте лично?' }, answer: [{ text: 'Да' }] }],
    }),
    leaving: (locale) => ({
      page: page(locale === 'ru' ? 'Переход к оплате' : 'To the payment page', '/t/xxxx/payments/pay_1/leaving'),
      heading: locale === 'ru' ? 'Переход к оплате' : 'To the payment page',
      text: '€20',
      href: 'https://pay.example/1',
      label: locale === 'ru' ? 'На страницу оплаты' : 'To the payment page',
    }),
  };
}
