import type { Locale } from '../../kernel/text.js';
import type { TurnoutRequest } from '../../platform/auth/actor.js';
import { type LanguageSigns, pickLocale } from './locale.rules.js';

/** A request for a page. */
export interface PageRequest extends TurnoutRequest {
  query: Readonly<Record<string, unknown>>;
}

/** The language to answer in; `known` and `offered` where the page is about a person or an event. */
export const localeOf = (request: PageRequest, more: Pick<LanguageSigns, 'known' | 'offered'> = {}): Locale =>
  pickLocale({ chosen: request.query['lang'], acceptLanguage: request.headers['accept-language'], ...more });
