import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import { rateLimited } from '../../platform/http/http.problems.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { isOneClick } from './one-click.js';
import { notOneClick } from './promotion.problems.js';
import { UnsubscribedDto } from './unsubscribe.dto.js';
import { UnsubscribeService } from './unsubscribe.service.js';

@ApiTags('Promotion')
@Controller('u')
export class UnsubscribeController {
  constructor(private readonly subscriptions: UnsubscribeService) {}

  /**
   * One-click unsubscribe (RFC 8058): what the mail program sends when its user presses "unsubscribe". Withdraws consent to the
   * purpose of the mail, at once and without any other step, and to nothing else. Repeating it changes nothing.
   */
  @Public()
  @Post(':token')
  @HttpCode(200)
  @ApiConsumes('application/x-www-form-urlencoded', 'multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['List-Unsubscribe'],
      properties: { 'List-Unsubscribe': { type: 'string', enum: ['One-Click'] } },
    },
  })
  @ApiOkResponse({ type: UnsubscribedDto })
  @Refuses(linkUnknown, notOneClick, rateLimited)
  unsubscribeOneClick(@Param('token') token: string, @Body() body: Record<string, unknown>): Promise<UnsubscribedDto> {
    if (!isOneClick(body)) throw notOneClick();
    return this.subscriptions.unsubscribe(token, 'one-click');
  }
}
