import type { Locale } from '../../src/kernel/text.js';
import { structuredData } from '../../src/modules/pages/structured-data.rules.js';
import type { EventHead, Field, Page, Views } from '../../src/modules/pages/views.js';
import { loadTexts } from '../../src/platform/texts/texts.js';
import { reportView } from '../../src/modules/pages/report.view.js';
import { sampleReport } from './sample-report.js';
import { sampleSaleViews } from './sample-sale-views.js';

const pagesFolder = `${import.meta.dirname}/../../src/modules/pages`;

const page = (title: string, path: string): Page => ({
  title,
  path,
  organization: { text: 'Северный круг', lang: 'ru' },
});

const head = (locale: Locale): EventHead => ({
  title:
    locale === 'ru'
      ? { text: 'Весенняя встреча: открытые данные для города' }
      : { text: 'Spring meetup: open data for the city' },
  when: {
    text: locale === 'ru' ? 'суббота, 13 марта 2027 г., 18:00–21:00' : 'Saturday, 13 March 2027, 18:00–21:00',
    machine: '2027-03-13T18:00:00+03:00',
    zone: locale === 'ru' ? 'Москва, стандартное время (GMT+3)' : 'Moscow Standard Time (GMT+3)',
  },
  where: [
    { text: 'Библиотека имени Некрасова', ...(locale === 'en' && { lang: 'ru' as const }) },
    { text: 'Москва, Бауманская улица, 58/25, стр. 14', ...(locale === 'en' && { lang: 'ru' as const }) },
  ],
  href: `/e/spring?lang=${locale}`,
});

const field = (more: Partial<Field>): Field => ({
  id: 'x',
  kind: 'text',
  label: { text: 'Question' },
  required: true,
  value: '',
  options: [],
  ...more,
});
const option = (value: string, text: string, more = {}) => ({ value, label: { text }, chosen: false, ...more });

/** One believable view for each template, for the tests of drawing. */
export const sampleViews: { [Name in keyof Views]: (locale: Locale) => Views[Name] } = {
  waiting: (locale) => ({
    page: page(locale === 'ru' ? '120 · Вы в очереди' : '120 · You are in line', '/e/spring/room'),
    event: head(locale),
    tone: 'calm',
    heading: locale === 'ru' ? 'Вы в очереди' : 'You are in line',
    text: [locale === 'ru' ? 'Мы впускаем по одному.' : 'We let people in one after the other.'],
    facts: [
      { name: locale === 'ru' ? 'Ваш номер' : 'Your position', value: '120', large: true },
      {
        name: locale === 'ru' ? 'Ваша очередь, примерно' : 'Your turn, probably',
        value: '18:05',
        machine: '2027-03-13T18:05:00+03:00',
        hint: 'GMT+3',
      },
    ],
    actions: [
      { label: locale === 'ru' ? 'Встать в очередь' : 'Stand in line', href: '/e/spring/room', post: true, main: true },
      { label: locale === 'ru' ? 'Проверить сейчас' : 'Look now', href: '/e/spring/room' },
    ],
    after: [locale === 'ru' ? 'Страница обновляется сама.' : 'This page reloads by itself.'],
    refresh: 12,
  }),
  event: (locale) => ({
    page: { ...page(head(locale).title.text, '/e/spring'), listed: true },
    event: head(locale),
    state: 'planned',
    summary: {
      text:
        locale === 'ru'
          ? 'Вечер докладов и разговоров о том, что можно построить на открытых данных.'
          : 'An evening of talks about what open data lets a city build.',
    },
    description: [
      {
        text: 'Приходите, даже если вы ничего не программируете: половина докладов — о людях и договорённостях.',
        ...(locale === 'en' && { lang: 'ru' as const }),
      },
      {
        text: 'Вход по билету с телефона или на бумаге. Есть лифт и место для колясок.',
        ...(locale === 'en' && { lang: 'ru' as const }),
      },
    ],
    accessibility: [{ text: 'Лифт, места для колясок, субтитры.' }],
    facts: [
      {
        name: locale === 'ru' ? 'Формат' : 'Format',
        values: [{ text: locale === 'ru' ? 'Очно и онлайн' : 'In person and online' }],
      },
      { name: locale === 'ru' ? 'Языки' : 'Languages', values: [{ text: 'Русский, English' }] },
    ],
    greeting: locale === 'ru' ? 'Мария' : 'Maria',
    registration: {
      open: true,
      text: locale === 'ru' ? 'Осталось 27 мест' : '27 places left',
      next: null,
      href: '/e/spring/register',
      waitHref: null,
    },
    action: locale === 'ru' ? 'Выбрать билеты' : 'Get tickets',
    tickets: [
      {
        name: { text: locale === 'ru' ? 'В зале' : 'In the hall' },
        status: locale === 'ru' ? 'Осталось 27 мест' : '27 places left',
        available: true,
        price: '€20',
        notes: [locale === 'ru' ? 'Включено: обед' : 'Comes with: lunch'],
      },
      {
        name: { text: locale === 'ru' ? 'Волонтёр' : 'Volunteer' },
        status: locale === 'ru' ? 'Все места заняты' : 'All places are taken',
        available: false,
        price: locale === 'ru' ? 'бесплатно' : 'free',
        notes: [],
      },
    ],
    agenda: [
      {
        day: 'суббота, 13 марта 2027 г.',
        items: [
          {
            time: '18:00–18:20',
            machine: '2027-03-13T18:00:00+03:00',
            title: { text: 'Открытие' },
            room: 'Большой зал',
            people: '',
          },
          {
            time: '18:20–19:00',
            machine: '2027-03-13T18:20:00+03:00',
            title: { text: 'Карты, которые рисуют жители' },
            room: 'Большой зал',
            people: 'Ольга Седова, Иван Пак',
          },
          {
            time: '19:00–19:40',
            machine: '2027-03-13T19:00:00+03:00',
            title: { text: 'Сколько стоит один автобус' },
            room: 'Малый зал',
            people: 'Тимур Ахметов',
          },
        ],
      },
    ],
    calendarHref: '/e/spring/event.ics',
    findHref: '/e/spring/find',
    structuredData: structuredData({
      name: head(locale).title.text,
      description: '',
      url: 'https://turnout.example/e/spring',
      language: locale,
      startDate: '2027-03-13T18:00:00+03:00',
      endDate: '2027-03-13T21:00:00+03:00',
      format: 'hybrid',
      venue: { name: 'Библиотека', address: 'Москва' },
      cancelled: false,
      organizer: 'Северный круг',
      offers: [{ name: 'x', price: { amount: 2000, currency: 'EUR' }, state: 'available', validFrom: null }],
    }),
  }),
  form: (locale) => ({
    page: page(locale === 'ru' ? 'Регистрация' : 'Registration', '/e/spring/register'),
    event: head(locale),
    heading: { text: locale === 'ru' ? 'Регистрация' : 'Register' },
    alert: locale === 'ru' ? 'Сейчас регистрируется очень много людей.' : 'Very many people are registering.',
    intro: [
      {
        text:
          locale === 'ru'
            ? 'Учётная запись не нужна. На почту придут билет и ссылка, по которой его можно изменить или отменить.'
            : 'No account is needed. You get a ticket by e-mail and a link by which you can change or cancel it.',
      },
    ],
    form: {
      action: '/e/spring/register',
      hidden: [{ name: 'idempotencyKey', value: '5f0c4f3e-0000-4000-8000-000000000000' }],
      button: locale === 'ru' ? 'Зарегистрироваться' : 'Register',
      groups: [
        {
          fields: [
            field({
              id: 'name',
              label: { text: locale === 'ru' ? 'Имя' : 'Name' },
              value: 'Мария Котова',
              autocomplete: 'name',
              maxLength: 200,
            }),
            field({
              id: 'email',
              kind: 'email',
              label: { text: locale === 'ru' ? 'Эл. почта' : 'E-mail' },
              value: 'maria@',
              error:
                locale === 'ru'
                  ? 'Укажите адрес почты, например name@example.org'
                  : 'Enter an e-mail address such as name@example.org',
              hint: { text: locale === 'ru' ? 'На этот адрес придёт билет.' : 'The ticket goes to this address.' },
              autocomplete: 'email',
            }),
            field({
              id: 'ticketType',
              kind: 'choice',
              label: { text: locale === 'ru' ? 'Билет' : 'Ticket' },
              options: [
                option('a', 'В зале', { chosen: true, hint: { text: 'Место в первых рядах' } }),
                option('b', 'Волонтёр', { unavailable: locale === 'ru' ? 'Все места заняты' : 'All places are taken' }),
              ],
            }),
          ],
        },
        {
          fields: [
            field({
              id: 'q-1',
              kind: 'choice',
              label: { text: 'Придёте лично?' },
              options: [option('yes', 'Да', { opens: true, chosen: true }), option('no', 'Нет')],
              error: locale === 'ru' ? 'Нужен ответ: Придёте лично?' : 'Answer this: Придёте лично?',
            }),
          ],
        },
        {
          onlyIf: 'Только если на вопрос «Придёте лично?» вы ответили «Да»',
          fields: [
            field({
              id: 'q-2',
              kind: 'long',
              label: { text: 'Что нам учесть?' },
              required: false,
              hint: { text: 'Питание, коляска, сурдоперевод' },
            }),
          ],
        },
        {
          fields: [
            field({
              id: 'q-3',
              kind: 'scale',
              label: { text: 'Насколько вы знакомы с темой?' },
              ends: { least: '0 – совсем нет', most: '10 – это моя работа' },
              options: Array.from({ length: 11 }, (_, index) => option(String(index), String(index))),
            }),
          ],
        },
        {
          legend: { text: locale === 'ru' ? 'Согласия' : 'What you agree to' },
          fields: [
            field({
              id: 'consent-1',
              kind: 'tick',
              required: false,
              label: { text: 'Присылайте мне приглашения на следующие события' },
            }),
          ],
        },
      ],
    },
  }),
  notice: (locale) => ({
    page: page(locale === 'ru' ? 'Все места заняты' : 'All places are taken', '/e/spring/register'),
    tone: 'calm',
    heading: locale === 'ru' ? 'Все места заняты' : 'All places are taken',
    text: [
      'Последнее место досталось другому участнику. Вы не зарегистрированы.',
      'Загляните на страницу события позже.',
    ],
    actions: [{ label: locale === 'ru' ? 'На страницу события' : 'To the event page', href: '/e/spring', main: true }],
  }),
  ...sampleSaleViews(head),
  confirm: (locale) => ({
    page: page(locale === 'ru' ? 'Отменить регистрацию?' : 'Cancel your registration?', '/t/xxxx/cancel'),
    heading: locale === 'ru' ? 'Отменить регистрацию?' : 'Cancel your registration?',
    text: ['Ваше место сразу достанется другому.'],
    bill: null,
    hidden: [{ name: 'expectedRefund', value: '1500' }],
    action: '/t/xxxx/cancel',
    button: locale === 'ru' ? 'Отменить регистрацию' : 'Cancel my registration',
    danger: true,
    back: { label: locale === 'ru' ? 'Оставить как есть' : 'Keep my registration', href: '/t/xxxx' },
  }),
  problems: (locale) => ({
    page: page(locale === 'ru' ? 'Коды отказов' : 'Problem codes', '/problems'),
    areas: [
      {
        name: 'ticketing',
        problems: [
          {
            code: 'ticketing/sold-out',
            status: 409,
            en: 'Not enough tickets left',
            ru: 'Билетов больше нет',
            retryable: false,
          },
        ],
      },
    ],
  }),
  report: (locale) => reportView(sampleReport, '/reports/xxxx', { t: loadTexts(pagesFolder)[locale], locale }),
};
