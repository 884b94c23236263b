import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentClaim, type IdempotencyClaim } from '../../platform/auth/actor.js';
import { Public } from '../../platform/auth/can.js';
import { invalid, keyInFlight, keyReused } from '../../platform/http/http.problems.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { MyWaitingService } from './my-waiting.service.js';
import { ClaimedOfferDto, JoinWaitingListDto, MyWaitingDto } from './waiting-entry.dto.js';
import { PublicWaitingListDto } from './waiting-list.dto.js';
import { WaitingListsService } from './waiting-lists.service.js';
import {
  alreadyWaiting,
  noOffer,
  offerOver,
  partyRefused,
  productRefused,
  stillAvailable,
  waitingStateRefused,
  waitlistClosed,
  waitlistFull,
  waitlistOver,
} from './waitlist.problems.js';

@ApiTags('Public')
@Controller('v1/public')
export class MyWaitingController {
  constructor(
    private readonly mine: MyWaitingService,
    private readonly lists: WaitingListsService,
  ) {}

  /** Whether the event has a waiting list that one may join, and how many wait. */
  @Public()
  @Get('events/:slug/waiting-list')
  @ApiOkResponse({ type: PublicWaitingListDto })
  @Refuses(linkUnknown)
  getPublicWaitingList(@Param('slug') slug: string): Promise<PublicWaitingListDto> {
    return this.lists.showPublic(slug);
  }

  /**
   * Joins the waiting list, for what nobody can simply take.
   * @remarks Each address is on the list once. Free places are offered in the order of the list before anybody else can have
   * them; an offer comes by mail and keeps its places for a while.
   */
  @Public()
  @Post('events/:slug/waiting-list')
  @ApiCreatedResponse({ type: MyWaitingDto })
  @Refuses(linkUnknown, waitlistClosed, waitlistOver, waitlistFull, stillAvailable, alreadyWaiting)
  @Refuses(productRefused, partyRefused, invalid, keyReused, keyInFlight)
  joinWaitingList(
    @Param('slug') slug: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
    @Body() body: JoinWaitingListDto,
  ): Promise<MyWaitingDto> {
    return this.mine.join(slug, claim, body);
  }

  /** The entry that a private link belongs to: where it stands, and the offer that it has. */
  @Public()
  @Get('waiting-list/:token')
  @ApiOkResponse({ type: MyWaitingDto })
  @Refuses(linkUnknown)
  getMyWaiting(@Param('token') token: string): Promise<MyWaitingDto> {
    return this.mine.show(token);
  }

  /** Leaves the list for good. An offer that stands goes to whoever is next. */
  @Public()
  @Post('waiting-list/:token/leave')
  @HttpCode(200)
  @ApiOkResponse({ type: MyWaitingDto })
  @Refuses(linkUnknown, waitingStateRefused, keyReused, keyInFlight)
  leaveWaitingList(
    @Param('token') token: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
  ): Promise<MyWaitingDto> {
    return this.mine.leave(token, claim);
  }

  /** Takes the offer up: answers with the hold that keeps its places, from which the order is made. */
  @Public()
  @Post('waiting-list/:token/claim')
  @HttpCode(200)
  @ApiOkResponse({ type: ClaimedOfferDto })
  @Refuses(linkUnknown, noOffer, offerOver, keyReused, keyInFlight)
  claimWaitingOffer(
    @Param('token') token: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
  ): Promise<ClaimedOfferDto> {
    return this.mine.claim(token, claim);
  }

  /** Gives the offer back. Nothing more is offered until the person resumes waiting. */
  @Public()
  @Post('waiting-list/:token/decline')
  @HttpCode(200)
  @ApiOkResponse({ type: MyWaitingDto })
  @Refuses(linkUnknown, noOffer, waitingStateRefused, keyReused, keyInFlight)
  declineWaitingOffer(
    @Param('token') token: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
  ): Promise<MyWaitingDto> {
    return this.mine.decline(token, claim);
  }

  /** Waits again, at the end of the line, after an offer that was declined or ran out. */
  @Public()
  @Post('waiting-list/:token/resumption')
  @HttpCode(200)
  @ApiOkResponse({ type: MyWaitingDto })
  @Refuses(linkUnknown, waitingStateRefused, keyReused, keyInFlight)
  resumeWaiting(
    @Param('token') token: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
  ): Promise<MyWaitingDto> {
    return this.mine.resume(token, claim);
  }
}
