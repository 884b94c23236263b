import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { locales } from '../../kernel/text.js';
import { type LetterView, drawLetter, letterTexts } from './letter.js';

const view: LetterView = {
  locale: 'ru',
  organization: 'Северный круг',
  subject: 'Вы зарегистрированы: Весенняя встреча',
  heading: 'Вы зарегистрированы',
  before: ['Здравствуйте, Мария!', 'Вот ваш билет.'],
  event: {
    title: 'Весенняя встреча',
    when: 'суббота, 13 марта 2027 г., 18:00–21:00',
    zone: 'Москва, стандартное время (GMT+3)',
    where: ['Библиотека'],
  },
  button: { label: 'Посмотреть или изменить регистрацию', href: 'https://turnout.example/t/abc?lang=ru' },
  tickets: [{ name: 'В зале', attendee: 'Мария Котова', code: 'T1.abc.def' }],
  after: ['Номер регистрации: K7QF2.'],
};

describe('a letter', () => {
  it('says the same in HTML and in plain text', async () => {
    const letter = await drawLetter(view);
    for (const part of [letter.html, letter.text]) {
      expect(part).toContain('Весенняя встреча');
      expect(part).toContain('https://turnout.example/t/abc?lang=ru');
      expect(part).toContain('Москва, стандартное время (GMT+3)');
      expect(part).toContain('T1.abc.def');
      expect(part).not.toMatch(/undefined|\[object/);
    }
    expect(letter.text).not.toMatch(/cid:|<\w/);
  });

  it('carries each ticket as a picture that the HTML refers to', async () => {
    const letter = await drawLetter(view);
    expect(letter.attachments).toHaveLength(1);
    const [picture] = letter.attachments ?? [];
    expect(letter.html).toContain(`src="cid:${picture?.cid}"`);
    expect(picture?.content.subarray(1, 4).toString()).toBe('PNG');
  });

  it('lets nothing that people typed become markup', async () => {
    const hostile = fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' onload='x",
      '<!--',
      '{{name}}',
      '<%= it %>',
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (name, title) => {
        const { html } = await drawLetter({
          ...view,
          before: [name],
          event: { ...view.event, title },
          tickets: [],
          organization: name,
        });
        expect(html).not.toMatch(/<script|<img|onload='|<!--/);
      }),
    );
  });
});

describe('the texts of letters', () => {
  it.each(locales)('count tickets in %s', (locale) => {
    for (const count of [1, 2, 5, 21])
      expect(letterTexts[locale]('order-confirmed.text', { count })).not.toMatch(/confirmed\.|\{/);
  });
});
