import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { refusals } from '../../kernel/problem.js';
import { Public } from '../../platform/auth/can.js';
import { unknownRoute } from '../../platform/http/http.problems.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import type { PageRequest } from './page-request.js';
import { PagesService } from './pages.service.js';

/** What belongs to no event: the style sheet, and the list of everything that Turnout refuses. */
@ApiExcludeController()
@Controller()
export class SitePagesController {
  constructor(private readonly pages: PagesService) {}

  @Public()
  @Get('assets/:name')
  showAsset(@Param('name') name: string, @Res() reply: Reply): void {
    const found = [this.pages.style, this.pages.icon].find((asset) => asset.path === `/assets/${name}`);
    if (!found) throw unknownRoute();
    reply
      .type(found.type)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('x-content-type-options', 'nosniff')
      .send(found.content);
  }

  @Public()
  @Get('problems')
  showProblems(@Req() request: PageRequest, @Res() reply: Reply): void {
    const { locale, t } = this.pages.reader(request);
    const areas = Map.groupBy(
      [...refusals.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1)),
      (refusal) => refusal.code.split('/')[0] ?? '',
    );
    this.pages.send(reply, {
      locale,
      template: 'problems',
      view: {
        page: { title: t('problems.title'), path: '/problems', listed: true },
        areas: [...areas].map(([name, group]) => ({
          name,
          problems: group.map(({ code, status, retryable, title }) => ({ code, status, retryable, ...title })),
        })),
      },
    });
  }
}
