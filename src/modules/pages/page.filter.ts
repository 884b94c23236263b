import { Catch } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { Problem } from '../../kernel/problem.js';
import { ProblemFilter, type Reply } from '../../platform/http/problem.filter.js';
import { type PageRequest, pathOf } from './page-request.js';
import { PagesService } from './pages.service.js';

/** Failures as pages, for people; everything that is asked by programs gets problem details as ever. */
@Catch()
export class PageFilter extends ProblemFilter {
  constructor(
    @InjectPinoLogger(PageFilter.name) logger: PinoLogger,
    private readonly pages: PagesService,
  ) {
    super(logger);
  }

  protected override answer(problem: Problem, request: PageRequest, reply: Reply): void {
    if (!wantsPage(request)) return super.answer(problem, request, reply);
    const { locale, t } = this.pages.reader(request);
    const kind = kindOf(problem);
    const heading = kind === 'other' ? problem.refusal.title[locale] : t(`failure.${kind}Heading`);
    this.pages.send(reply, {
      status: problem.status,
      locale,
      template: 'notice',
      view: {
        page: { title: heading, path: pathOf(request) },
        tone: problem.status >= 500 ? 'bad' : 'calm',
        heading,
        text: [
          ...(kind === 'other' ? [] : [t(`failure.${kind}`)]),
          ...(kind === 'notFound' ? [t('failure.notFoundNext')] : []),
          ...(problem.status >= 500 ? [t('failure.reference', { id: request.id })] : []),
        ],
        actions: [],
      },
    });
  }
}

/** Paths of pages, whoever asks; and anything else outside the API that a browser asks for. Mail programs are no people. */
function wantsPage({ url, method, headers }: PageRequest): boolean {
  if (method === 'POST' && /^\/u\/[^/]*$/.test(url)) return false;
  if (/^\/(e|h|w|x|i|t|s|u|find|reports|problems)(\/|\?|$)/.test(url)) return true;
  const accept = headers['accept'];
  return (
    method === 'GET' &&
    !/^\/(v1|docs|openapi|health)\b/.test(url) &&
    typeof accept === 'string' &&
    accept.includes('text/html')
  );
}

function kindOf({ status }: Problem): 'notFound' | 'tooMany' | 'busy' | 'broken' | 'other' {
  if (status === 404) return 'notFound';
  if (status === 429) return 'tooMany';
  if (status === 503) return 'busy';
  return status >= 500 ? 'broken' : 'other';
}
