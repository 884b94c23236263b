import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { PageFilter } from './page.filter.js';
import { PagesService } from './pages.service.js';
import { SitePagesController } from './site-pages.controller.js';

/** The pages of people without an account, drawn by the server. */
@Module({
  controllers: [SitePagesController],
  providers: [PagesService, { provide: APP_FILTER, useClass: PageFilter }],
  exports: [PagesService],
})
export class PagesModule {}
