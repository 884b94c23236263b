import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Locale, locales } from '../../kernel/text.js';
import { loadConfig } from '../../platform/config/config.js';
import { loadTexts } from '../../platform/texts/texts.js';
import { PagesService } from './pages.service.js';
import { pathIn } from './paths.js';
import { sampleViews } from '../../../test/support/sample-views.js';
import type { Views } from './views.js';

const pages = new PagesService(
  loadConfig({ DATABASE_URL: 'postgres://x', SMTP_URL: 'smtp://x', PUBLIC_URL: 'https://turnout.example' }),
);
const hostile = '</script><script>alert(1)</script>"\'><img src=x onerror=alert(1)>';

/** Puts the text in place of every word that a person typed. */
function poisoned<T>(value: T): T {
  if (Array.isArray(value)) return value.map(poisoned) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      typed.has(name) && typeof inner === 'string' ? hostile : poisoned(inner),
    ]),
  ) as T;
}
const typed = new Set([
  'text',
  'label',
  'title',
  'value',
  'name',
  'email',
  'attendee',
  'room',
  'heading',
  'error',
  'greeting',
  'code',
  'done',
  'href',
  'action',
]);

const names = Object.keys(sampleViews) as (keyof Views)[];
const draw = <Name extends keyof Views>(name: Name, locale: Locale, change: (view: Views[Name]) => Views[Name]) =>
  pages.render(name, locale, change(sampleViews[name](locale)));

describe.each(locales)('pages in %s', (locale) => {
  it.each(names)('%s has no hole and no missing text', (name) => {
    const html = draw(name, locale, (view) => view);
    expect(html).not.toMatch(/undefined|\[object|NaN/);
    expect(html).toMatch(new RegExp(`^<!doctype html>\\n<html lang="${locale}">`));
    expect(html).not.toMatch(/ style=| on\w+=|<script(?! type="application\/ld\+json")/);
    expect(html).not.toMatch(/>\s*[a-z]+\.[a-zA-Z.]+\s*</);
  });

  it.each(names)('%s lets nothing that was typed become markup', (name) => {
    const html = draw(name, locale, poisoned);
    expect(html.match(/<script/g)?.length ?? 0).toBe(name === 'event' ? 1 : 0);
    expect(html).not.toContain('<img src=x');
    expect(html).not.toMatch(/"'>/);
  });
});

describe('texts', () => {
  const texts = Object.fromEntries(
    locales.map((locale) => [
      locale,
      flat(JSON.parse(readFileSync(`${import.meta.dirname}/locales/${locale}.json`, 'utf8'))),
    ]),
  ) as Record<Locale, Map<string, string>>;
  const bare = (keys: Iterable<string>) =>
    [...new Set([...keys].map((key) => key.replace(/_(one|few|many|other)$/, '')))].toSorted();

  it('exist in both languages, with the same places to fill', () => {
    expect(bare(texts.ru.keys())).toEqual(bare(texts.en.keys()));
    const places = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();
    for (const [key, text] of texts.en) expect([key, places(texts.ru.get(key) ?? '')]).toEqual([key, places(text)]);
  });

  it('exist for every key that a template or a page asks for', () => {
    const sources = readdirSync(import.meta.dirname).filter(
      (name) => /\.(eta|ts)$/.test(name) && !name.includes('.spec.'),
    );
    const asked = sources.flatMap((name) =>
      [...readFileSync(`${import.meta.dirname}/${name}`, 'utf8').matchAll(/\bt\('([\w.]+)'/g)].map(
        (match) => match[1] ?? '',
      ),
    );
    const known = new Set(bare(texts.en.keys()));
    expect(asked.filter((key) => !known.has(key))).toEqual([]);
  });

  it.each([
    [1, 'Осталось 1 место'],
    [2, 'Осталось 2 места'],
    [5, 'Осталось 5 мест'],
    [11, 'Осталось 11 мест'],
    [21, 'Осталось 21 место'],
    [112, 'Осталось 112 мест'],
  ])('count %i places as Russian does', (count, text) => {
    expect(loadTexts(import.meta.dirname).ru('event.available', { count })).toBe(text);
  });
});

describe('the language in an address', () => {
  it('joins what is there already', () => {
    expect(pathIn('/e/spring', 'ru')).toBe('/e/spring?lang=ru');
    expect(pathIn('/t/x?created=1', 'en')).toBe('/t/x?created=1&lang=en');
    expect(pathIn('/problems#http/not-found', 'en')).toBe('/problems?lang=en#http/not-found');
  });
});

function flat(value: unknown, before = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[before, value]]);
  return new Map(
    Object.entries(value as object).flatMap(([name, inner]) => [...flat(inner, before ? `${before}.${name}` : name)]),
  );
}
