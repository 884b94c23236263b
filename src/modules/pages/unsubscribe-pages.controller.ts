import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import { type Subscription, UnsubscribeService } from '../promotion/unsubscribe.service.js';
import type { PageRequest, Reader } from './page-request.js';
import { type PageAnswer, PagesService } from './pages.service.js';
import { pathIn } from './paths.js';

/** The way out of mail. Looking changes nothing, since mail scanners follow links; POST /u/:token is for mail programs (RFC 8058). */
@ApiExcludeController()
@Controller('u/:token')
export class UnsubscribePagesController {
  constructor(
    private readonly pages: PagesService,
    private readonly subscriptions: UnsubscribeService,
  ) {}

  @Public()
  @Get()
  async showUnsubscribePage(
    @Param('token') token: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    const subscription = await this.subscriptions.describe(token);
    const reader = this.pages.reader(request, { known: subscription.locale });
    const show = subscription.subscribed ? question : done;
    this.pages.send(reply, show(subscription, `/u/${token}`, reader));
  }

  @Public()
  @Post('confirmation')
  async confirmUnsubscribePage(
    @Param('token') token: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    const { locale } = await this.subscriptions.describe(token);
    await this.subscriptions.unsubscribe(token, 'unsubscribe-page');
    this.pages.send(reply, { seeOther: pathIn(`/u/${token}`, this.pages.reader(request, { known: locale }).locale) });
  }
}

function question({ organization, purpose, address }: Subscription, path: string, { locale, t }: Reader): PageAnswer {
  return {
    locale,
    template: 'confirm',
    view: {
      page: { title: t('unsubscribe.title'), path, organization: { text: organization } },
      heading: t(`unsubscribe.purposes.${purpose}.heading`),
      text: [
        t(`unsubscribe.purposes.${purpose}.text`, { organization }),
        ...(address === null ? [] : [t('unsubscribe.address', { address })]),
        t('unsubscribe.stays'),
      ],
      action: pathIn(`${path}/confirmation`, locale),
      button: t('unsubscribe.button'),
      bill: null,
      hidden: [],
      danger: false,
      back: null,
    },
  };
}

function done({ organization, purpose }: Subscription, path: string, { locale, t }: Reader): PageAnswer {
  return {
    locale,
    template: 'notice',
    view: {
      page: { title: t('unsubscribe.doneHeading'), path, organization: { text: organization } },
      tone: 'good',
      heading: t('unsubscribe.doneHeading'),
      text: [t(`unsubscribe.purposes.${purpose}.done`, { organization }), t('unsubscribe.stays')],
      actions: [],
    },
  };
}
