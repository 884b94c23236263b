import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import { ReportsService } from '../evaluation/reports.service.js';
import type { PageRequest } from './page-request.js';
import { PagesService } from './pages.service.js';
import { reportView } from './report.view.js';

/** What came of an event, with charts, for whoever has the link. */
@ApiExcludeController()
@Controller('reports')
export class ReportPage {
  constructor(
    private readonly pages: PagesService,
    private readonly reports: ReportsService,
  ) {}

  @Public()
  @Get(':token')
  async showReport(@Param('token') token: string, @Req() request: PageRequest, @Res() reply: Reply): Promise<void> {
    const report = await this.reports.read(token);
    const reader = this.pages.reader(request);
    const view = reportView(report, `/reports/${token}`, reader);
    this.pages.send(reply, { locale: reader.locale, template: 'report', view });
  }
}
