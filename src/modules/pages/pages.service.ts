import { Injectable } from '@nestjs/common';
import { Eta } from 'eta';
import { type Locale, locales } from '../../kernel/text.js';
import { Config } from '../../platform/config/config.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import type { SharedAnswer } from '../../platform/http/shared-answers.js';
import { type LanguageSigns, pickLocale } from './locale.rules.js';
import type { PageRequest, Reader } from './page-request.js';
import { loadTexts } from '../../platform/texts/texts.js';
import { type Asset, asset } from './asset.js';
import { pathIn } from './paths.js';
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

/** What a request for a page comes to: a page, or the address of one to look at instead. */
export type PageAnswer =
  | {
      [Name in keyof Views]: {
        status?: number;
        retryAfter?: number;
        /** Seconds until the page asks again, or also where it leads then. */
        refresh?: string;
        locale: Locale;
        template: Name;
        view: Views[Name];
      };
    }[keyof Views]
  | { seeOther: string };

/** Draws the pages that people without an account see: server-side, in both languages, without script. */
@Injectable()
export class PagesService {
  private readonly eta = new Eta({ views: folder, autoEscape: true, cache: true });
  private readonly texts = loadTexts(folder);
  readonly style: Asset = asset(`${folder}/assets/turnout.css`, 'text/css; charset=utf-8');
  readonly icon: Asset = asset(`${folder}/assets/icon.svg`, 'image/svg+xml');

  constructor(private readonly config: Config) {}

  get publicUrl(): string {
    return this.config.publicUrl;
  }

  /** Who reads: the language to answer in, and its texts. `known` and `offered` where the page is about a person or an event. */
  reader(request: PageRequest, more: Pick<LanguageSigns, 'known' | 'offered'> = {}): Reader {
    const locale = pickLocale({
      chosen: request.query['lang'],
      acceptLanguage: request.headers['accept-language'],
      ...more,
    });
    return { locale, t: this.texts[locale] };
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
  send(reply: Reply, answer: PageAnswer): void {
    if ('seeOther' in answer) {
      reply.status(303).header('location', answer.seeOther).header('cache-control', 'no-store').send();
      return;
    }
    if (answer.retryAfter !== undefined) reply.header('retry-after', answer.retryAfter);
    this.sendDrawn(reply, this.draw(answer));
  }

  /** A page as it goes out, for one reader or for many. */
  draw(answer: Exclude<PageAnswer, { seeOther: string }>): SharedAnswer {
    return {
      status: answer.status ?? 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': contentSecurityPolicy,
        'referrer-policy': 'no-referrer',
        'content-language': answer.locale,
        vary: 'Accept-Language',
        'cache-control': answer.view.page.listed ? 'no-cache' : 'no-store',
        'x-content-type-options': 'nosniff',
        ...(answer.refresh !== undefined && { refresh: answer.refresh }),
      },
      body: Buffer.from(this.render(answer.template, answer.locale, answer.view)),
    };
  }

  sendDrawn(reply: Reply, { status, headers, body }: SharedAnswer): void {
    reply.status(status).headers(headers).send(body);
  }
}
