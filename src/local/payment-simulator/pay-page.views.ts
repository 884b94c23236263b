import type { Bill } from './model.js';

export type Language = 'en' | 'ru';

const words = {
  en: {
    title: 'Payment',
    sandbox: 'This is a simulator: no money moves.',
    amount: 'To pay',
    what: 'For',
    number: 'Payment',
    pay: 'Pay',
    refuse: 'Back without paying',
    more: 'Make it difficult',
    late: 'Pay, but the money arrives 20 seconds later',
    twice: 'Pay twice',
    fail: 'Let the bank decline',
    declined: 'The bank declined. Try again or go back.',
    back: 'Back to the shop',
    unknown: 'There is no such payment.',
    states: {
      open: '',
      processing: 'The money is on its way.',
      held: 'The money is held for the shop.',
      paid: 'This is paid.',
      bounced: 'The money did not arrive.',
      cancelled: 'This can no longer be paid.',
    },
  },
  ru: {
    title: 'Оплата',
    sandbox: 'Это имитация: деньги не списываются.',
    amount: 'К оплате',
    what: 'За что',
    number: 'Платёж',
    pay: 'Оплатить',
    refuse: 'Вернуться без оплаты',
    more: 'Усложнить',
    late: 'Оплатить, но деньги придут через 20 секунд',
    twice: 'Оплатить дважды',
    fail: 'Пусть банк откажет',
    declined: 'Банк отказал. Попробуйте ещё раз или вернитесь.',
    back: 'Вернуться в магазин',
    unknown: 'Такого платежа нет.',
    states: {
      open: '',
      processing: 'Деньги в пути.',
      held: 'Деньги удержаны для магазина.',
      paid: 'Уже оплачено.',
      bounced: 'Деньги не пришли.',
      cancelled: 'Оплатить уже нельзя.',
    },
  },
} as const;

/** What is to be paid, and the choices of the person; once it is over, how it ended. */
export function payPage(bill: Bill, language: Language): string {
  const say = words[language];
  const notice = bill.state === 'open' ? (bill.reason ? say.declined : '') : say.states[bill.state];
  const facts: [string, string][] = [
    [say.amount, `<strong>${escape(money(bill, language))}</strong>`],
    [say.what, escape(bill.description)],
    [say.number, `<code>${escape(bill.id)}</code>`],
  ];
  return layout(
    language,
    `<h1>${say.title}</h1>
    <p class="sandbox">${say.sandbox}</p>
    ${notice ? `<p role="status" class="notice">${notice}</p>` : ''}
    <dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('')}</dl>
    ${bill.state === 'open' ? choices(language) : link(bill, say.back)}`,
  );
}

export const errorPage = (language: Language): string => layout(language, `<h1>${words[language].unknown}</h1>`);

function choices(language: Language): string {
  const say = words[language];
  const more = (['late', 'twice', 'fail'] as const).map(
    (act) => `<li><button name="do" value="${act}">${say[act]}</button></li>`,
  );
  return `<form method="post">
      <p><button class="main" name="do" value="pay">${say.pay}</button>
      <button name="do" value="refuse">${say.refuse}</button></p>
      <h2>${say.more}</h2><ul>${more.join('')}</ul></form>`;
}

function link(bill: Bill, text: string): string {
  return /^https?:/.test(bill.returnUrl) ? `<p><a href="${escape(bill.returnUrl)}">${text}</a></p>` : '';
}

function money({ amount, currency }: Bill, language: Language): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

const style = `
  :root { color-scheme: light dark; font: 18px/1.5 system-ui, sans-serif; }
  body { max-width: 32rem; margin: 3rem auto; padding: 0 1rem; }
  h1 { font-size: 1.6rem; margin-bottom: .2rem; } h2 { font-size: 1rem; margin-top: 2rem; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; } dd { margin: 0; overflow-wrap: anywhere; }
  button { font: inherit; padding: .6rem 1.1rem; border-radius: .4rem; border: 1px solid currentColor; background: none; color: inherit; cursor: pointer; }
  .main { background: light-dark(#14532d, #86efac); color: light-dark(#fff, #052e16); border-color: transparent; font-weight: 600; }
  button:focus-visible, a:focus-visible { outline: 3px solid light-dark(#1d4ed8, #93c5fd); outline-offset: 2px; }
  .notice { border-left: .3rem solid currentColor; padding-left: .8rem; font-weight: 600; }
  ul { list-style: none; padding: 0; } li { margin: .5rem 0; }`;

function layout(language: Language, body: string): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${words[language].title}</title><style>${style}</style></head><body><main>${body}</main></body></html>`;
}
