import type { Locale } from '../../src/kernel/text.js';
import type { Bill } from '../../src/modules/pages/sale-views.js';
import type { EventHead, Field, Page, Views } from '../../src/modules/pages/views.js';

type SaleViews = Pick<
  { [Name in keyof Views]: (locale: Locale) => Views[Name] },
  'manage' | 'group' | 'leaving' | 'choose' | 'cart'
>;

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
          number: locale === 'ru' ? 'Билет 1:' : 'Ticket 1:',
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
          number: locale === 'ru' ? 'Билет 2:' : 'Ticket 2:',
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
      group: {
        href: '/t/xxxx/attendees',
        nameless: locale === 'ru' ? '2 имени ещё не указаны' : '2 names are still to come',
      },
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
    group: (locale) => ({
      page: page(locale === 'ru' ? 'Кто придёт' : 'Who comes', '/t/xxxx/attendees'),
      event: head(locale),
      alert: null,
      nameless: locale === 'ru' ? '2 имени ещё не указаны' : '2 names are still to come',
      outcome: {
        good: false,
        text: locale === 'ru' ? 'Сохранена 1 строка.' : '1 row was taken.',
        rows: [
          { number: '1', name: 'Мария Котова', taken: true, text: locale === 'ru' ? 'Билет 1' : 'Ticket 1' },
          { number: '2', name: '', taken: false, text: locale === 'ru' ? 'Нет имени.' : 'No name.' },
        ],
      },
      table: {
        action: '/t/xxxx/attendees/table',
        hidden: [{ name: 'idempotencyKey', value: '5f0c4f3e-0000-4000-8000-000000000000' }],
        sampleHref: '/t/xxxx/attendees/table.csv',
        columns: [{ key: 'meal', label: locale === 'ru' ? 'Что едите?' : 'What do you eat?' }],
        error: locale === 'ru' ? 'Файл не читается.' : 'The file cannot be read.',
      },
      form: {
        action: '/t/xxxx/attendees',
        hidden: [],
        groups: [
          {
            legend: { text: locale === 'ru' ? 'Билет 1: В зале' : 'Ticket 1: In the hall' },
            fields: [
              {
                id: 't1-email',
                kind: 'email',
                label: { text: locale === 'ru' ? 'Эл. почта' : 'E-mail' },
                required: false,
                value: 'maria',
                options: [],
                error: locale === 'ru' ? 'Проверьте адрес.' : 'Check the address.',
              },
            ],
          },
        ],
        button: locale === 'ru' ? 'Сохранить' : 'Save',
      },
      back: { label: locale === 'ru' ? 'Назад' : 'Back', href: '/t/xxxx' },
    }),
    leaving: (locale) => ({
      page: page(locale === 'ru' ? 'Переход к оплате' : 'To the payment page', '/t/xxxx/payments/pay_1/leaving'),
      heading: locale === 'ru' ? 'Переход к оплате' : 'To the payment page',
      text: '€20',
      href: 'https://pay.example/1',
      label: locale === 'ru' ? 'На страницу оплаты' : 'To the payment page',
    }),
    choose: (locale) => {
      const count = (id: string, more: Partial<Field> = {}): Field => ({
        id,
        kind: 'select',
        label: { text: locale === 'ru' ? 'Сколько?' : 'How many?' },
        required: true,
        value: '1',
        options: ['0', '1', '2'].map((value) => ({ value, label: { text: value }, chosen: value === '1' })),
        ...more,
      });
      const code = count('code', {
        kind: 'text',
        value: 'EARLY',
        error: locale === 'ru' ? 'Такого кода нет.' : 'There is no such code.',
      });
      const amount = count('p-tty_1', { kind: 'amount', value: '25' });
      return {
        page: page(locale === 'ru' ? 'Билеты' : 'Tickets', '/e/spring/register?several=1'),
        event: head(locale),
        alert: locale === 'ru' ? 'У вас уже достаточно мест.' : 'You hold enough places already.',
        intro: [locale === 'ru' ? 'Выберите, сколько нужно.' : 'Choose how many.'],
        currencies: [
          { label: 'EUR', href: null },
          { label: 'RUB', href: '/e/spring/register?currency=RUB' },
        ],
        form: {
          action: '/e/spring/register',
          hidden: [{ name: 'step', value: 'choose' }],
          button: locale === 'ru' ? 'Продолжить' : 'Continue',
        },
        choices: [
          {
            name: { text: locale === 'ru' ? 'В зале' : 'In the hall' },
            description: { text: 'Первые ряды', ...(locale === 'en' && { lang: 'ru' }) },
            price: '€20',
            notes: [locale === 'ru' ? 'Включено: обед' : 'Comes with: lunch'],
            status: locale === 'ru' ? 'Осталось 27 мест' : '27 places left',
            action: null,
            fields: [count('n-tty_1'), amount],
            addOns: [
              {
                legend: { text: locale === 'ru' ? 'Футболки' : 'Shirts' },
                hint: '1',
                fields: [count('a-tty_1-tty_2')],
              },
            ],
          },
          {
            name: { text: locale === 'ru' ? 'Мастерская' : 'Workshop' },
            description: { text: '' },
            price: '€50',
            notes: [],
            status: locale === 'ru' ? 'Все места заняты' : 'All places are taken',
            action: {
              label: locale === 'ru' ? 'В лист ожидания' : 'Join the waiting list',
              href: '/e/spring/waiting-list',
            },
            fields: [],
            addOns: [],
          },
        ],
        code,
        person: [count('email', { kind: 'email', value: 'maria@example.org' })],
        fields: [code],
      };
    },
    cart: (locale) => ({
      page: page(locale === 'ru' ? 'Ваш заказ' : 'Your order', '/h/xxxx'),
      event: head(locale),
      alert: null,
      until: locale === 'ru' ? 'Места закреплены за вами до 18:15.' : 'The places are kept for you until 18:15.',
      after: locale === 'ru' ? 'После этого они достанутся другим.' : 'After that they go to others.',
      acts: [
        {
          action: '/h/xxxx/extension',
          label: locale === 'ru' ? 'Нужно больше времени' : 'I need more time',
          hidden: [],
          look: 'second',
        },
      ],
      bill: bill(locale),
      intro: [locale === 'ru' ? 'Учётная запись не нужна.' : 'No account is needed.'],
      form: {
        action: '/h/xxxx',
        hidden: [{ name: 'idempotencyKey', value: '5f0c4f3e-0000-4000-8000-000000000000' }],
        groups: [
          {
            legend: { text: locale === 'ru' ? 'Билет 1: В зале' : 'Ticket 1: In the hall' },
            fields: [
              {
                id: 't1-name',
                kind: 'text',
                label: { text: locale === 'ru' ? 'Имя на билете' : 'Name on the ticket' },
                required: false,
                value: '',
                options: [],
                error: locale === 'ru' ? 'Укажите имя' : 'Enter your name',
              },
            ],
          },
        ],
        button: locale === 'ru' ? 'Заказать' : 'Order',
      },
    }),
  };
}
