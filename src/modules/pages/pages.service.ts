import { Injectable } from '@nestjs/common';
import { Eta } from 'eta';
import { type Locale, locales } from '../../kernel/text.js';
import { Config } from '../../platform/config/config.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import { type Translate, loadTexts } from '../../platform/texts/texts.js';
import { type Asset, asset } from './asset.js';
import type { Views, Words } from './views.js';

const folder = import.meta.dirname;

/** Nothing but our own style sheet, our images and our forms. */
const contentSecurityPolicy = [
  `default-src 'none'`,
  `style-src 'self'`,
  `img-src 'self' data:`,
  `form-action 'self'`,
  `base-uri 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

/** Draws the pages that people without an account see: server-side, in both languages, without script. */
@Injectable()
export class PagesService {
  private readonly eta = new Eta({ views: folder, autoEscape: true, cache: true });
  private readonly texts = loadTexts(folder);
  readonly style: Asset = asset(`${folder}/assets/turnout.css`, 'text/css; charset=utf-8');
  readonly icon: Asset = asset(`${folder}/assets/icon.svg`, 'image/svg+xml');

  constructor(private readonly config: Config) {}

  /** The texts of the pages in a language. */
  translate(locale: Locale): Translate {
    return this.texts[locale];
  }

  /** The whole document. What is put into it is escaped where it stands, unless the template says otherwise. */
  render<Name extends keyof Views>(template: Name, locale: Locale, view: Views[Name]): string {
    return this.eta.render(template, {
      ...view,
      locale,
      locales,
      t: this.texts[locale],
      languageNames: { en: 'English', ru: 'Русский' },
      assets: { style: this.style.path, icon: this.icon.path },
      link: pathIn,
      absolute: (path: string, language: Locale) => this.config.publicUrl + pathIn(path, language),
      lang: (words: Words | undefined) => (words?.lang ? ` lang="${words.lang}"` : ''),
    });
  }

  /** Answers with a page. Only a page that says so may be kept by caches; the address of any other may be a secret. */
  send<Name extends keyof Views>(
    reply: Reply,
    page: { status?: number; locale: Locale; template: Name; view: Views[Name] },
  ): void {
    reply
      .status(page.status ?? 200)
      .type('text/html; charset=utf-8')
      .header('content-security-policy', contentSecurityPolicy)
      .header('referrer-policy', 'no-referrer')
      .header('content-language', page.locale)
      .header('vary', 'Accept-Language')
      .header('cache-control', page.view.page.listed ? 'no-cache' : 'no-store')
      .header('x-content-type-options', 'nosniff')
      .send(this.render(page.template, page.locale, page.view));
  }
}

/** A path of ours in a language; the choice travels in the address, so no cookie is needed. */
export function pathIn(path: string, locale: Locale): string {
  const [before = '', fragment] = path.split('#');
  return `${before}${before.includes('?') ? '&' : '?'}lang=${locale}${fragment === undefined ? '' : `#${fragment}`}`;
}
