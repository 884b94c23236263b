import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiTags } from '@nestjs/swagger';
import { CurrentClaim, type IdempotencyClaim } from '../../platform/auth/actor.js';
import { Public } from '../../platform/auth/can.js';
import { invalid, keyInFlight, keyReused } from '../../platform/http/http.problems.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { LookUpDto } from './link-lookup.dto.js';
import { LinkLookupService } from './link-lookup.service.js';

@ApiTags('Public')
@Controller('v1/public')
export class LinkLookupController {
  constructor(private readonly links: LinkLookupService) {}

  /** Mails the private link of a registration to its address once more; at most once an hour. */
  @Public()
  @Post('orders/:token/resend')
  @HttpCode(202)
  @ApiAcceptedResponse({ description: 'The mail is on its way, unless one was sent within the hour.' })
  @Refuses(linkUnknown, keyReused, keyInFlight)
  resendMyLink(@Param('token') token: string, @CurrentClaim() claim: IdempotencyClaim | undefined): Promise<void> {
    return this.links.resend(token, claim);
  }

  /**
   * Mails the private links of whoever has this address.
   * @remarks The answer is the same whether or not somebody is registered with it; at most one mail an hour.
   */
  @Public()
  @Post('events/:slug/lookup')
  @HttpCode(202)
  @ApiAcceptedResponse({ description: 'Whoever is registered with the address gets a mail.' })
  @Refuses(linkUnknown, invalid, keyReused, keyInFlight)
  lookUpMyLinks(
    @Param('slug') slug: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
    @Body() body: LookUpDto,
  ): Promise<void> {
    return this.links.lookup(slug, claim, body.email);
  }
}
