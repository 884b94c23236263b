import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentAddress, CurrentClaim, type IdempotencyClaim } from '../../platform/auth/actor.js';
import { Public } from '../../platform/auth/can.js';
import { invalid, keyInFlight, keyReused, overloaded } from '../../platform/http/http.problems.js';
import { Refuses } from '../../platform/http/refuses.js';
import { admissionOver, admissionRequired, roomNotOpen } from '../rooms/rooms.problems.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { HoldDto } from '../ticketing/hold.dto.js';
import { QuoteDto } from '../ticketing/quote.dto.js';
import {
  codeAppliesToNothing,
  codeBudgetSpent,
  codeNotValidNow,
  codeNotOffered,
  codeUsedByYou,
  codeUsedUp,
} from '../ticketing/codes.problems.js';
import {
  addOnAlone,
  addOnNotOffered,
  addOnsOutsideLimits,
  alreadyRegistered,
  answersInvalid,
  companionMissing,
  currencyNotOffered,
  emailUnproven,
  eventCancelled,
  nameMissing,
  notOffered,
  notYetOnSale,
  priceFixed,
  priceTooHigh,
  priceTooLow,
  registrationOver,
  saleOver,
  soldOut,
  tooFew,
  tooMany,
  tooManyForPerson,
  tooManyHolds,
  variationMissing,
  variationNotOffered,
} from '../ticketing/ticketing.problems.js';
import { CartsService } from './carts.service.js';
import { CheckEmailProofDto, EmailProofDto, EmailProofRequestedDto, NewEmailProofDto } from './email-proof.dto.js';
import { EmailProofsService } from './email-proofs.service.js';
import { MyOrderDto } from './my-order.dto.js';
import { CartDto, HoldOrderDto } from './order-request.dto.js';
import { emailProofFailed, holdKept, holdOver, tooManyEmailProofs } from './registrations.problems.js';

@ApiTags('Public')
@Controller('v1/public')
export class PublicHoldsController {
  constructor(
    private readonly carts: CartsService,
    private readonly proofs: EmailProofsService,
  ) {}

  /**
   * What a cart costs now, line by line, and everything that speaks against it. Takes nothing.
   * @remarks Where `refusals` is empty, a hold would be granted now: both are judged by the same rules.
   */
  @Public()
  @Post('events/:slug/quotes')
  @HttpCode(200)
  @ApiOkResponse({ type: QuoteDto })
  @Refuses(linkUnknown, invalid)
  quoteCart(@Param('slug') slug: string, @CurrentAddress() address: string, @Body() body: CartDto): Promise<QuoteDto> {
    return this.carts.quote(slug, body, address);
  }

  /**
   * Holds a cart, all of it or nothing, at its prices, while its owner says who comes.
   * @remarks The answer is committed when it comes. A refusal says what may help in `nextStep`.
   */
  @Public()
  @Post('events/:slug/holds')
  @ApiCreatedResponse({ type: HoldDto })
  @Refuses(linkUnknown, eventCancelled, registrationOver, notOffered, notYetOnSale, saleOver, tooFew, tooMany)
  @Refuses(variationMissing, variationNotOffered, addOnAlone, addOnNotOffered, addOnsOutsideLimits, companionMissing)
  @Refuses(
    currencyNotOffered,
    priceFixed,
    priceTooHigh,
    priceTooLow,
    codeNotOffered,
    codeNotValidNow,
    codeUsedUp,
    codeUsedByYou,
  )
  @Refuses(codeBudgetSpent, codeAppliesToNothing, alreadyRegistered, tooManyForPerson, emailUnproven, tooManyHolds)
  @Refuses(soldOut, invalid, keyReused, keyInFlight, overloaded)
  @Refuses(admissionRequired, admissionOver, roomNotOpen)
  holdCart(
    @Param('slug') slug: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
    @CurrentAddress() address: string,
    @Body() body: CartDto,
  ): Promise<HoldDto> {
    return this.carts.hold(slug, claim, body, address);
  }

  /** What is held, at which prices, and until when. */
  @Public()
  @Get('holds/:token')
  @ApiOkResponse({ type: HoldDto })
  @Refuses(linkUnknown)
  getHold(@Param('token') token: string): Promise<HoldDto> {
    return this.carts.show(token);
  }

  /** Gives a cart its time once more, from now; once only. */
  @Public()
  @Post('holds/:token/extension')
  @HttpCode(200)
  @ApiOkResponse({ type: HoldDto })
  @Refuses(linkUnknown, holdOver, holdKept)
  extendHold(@Param('token') token: string): Promise<HoldDto> {
    return this.carts.extend(token);
  }

  /** Gives a cart back before its time. Repeating it changes nothing. */
  @Public()
  @Post('holds/:token/release')
  @HttpCode(200)
  @ApiOkResponse({ type: HoldDto })
  @Refuses(linkUnknown, holdKept)
  releaseHold(@Param('token') token: string): Promise<HoldDto> {
    return this.carts.release(token);
  }

  /** Turns what is held into a registration, at the prices that were promised. */
  @Public()
  @Post('holds/:token/order')
  @ApiCreatedResponse({ type: MyOrderDto })
  @Refuses(linkUnknown, holdOver, eventCancelled, registrationOver, alreadyRegistered, tooManyForPerson, emailUnproven)
  @Refuses(codeUsedByYou, nameMissing, answersInvalid, invalid, keyReused, keyInFlight, overloaded)
  orderFromHold(
    @Param('token') token: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
    @Body() body: HoldOrderDto,
  ): Promise<MyOrderDto> {
    return this.carts.order(token, claim, body);
  }

  /** Mails six digits to an address, so that whoever reads its mail can show that it is theirs. */
  @Public()
  @Post('email-proofs')
  @ApiCreatedResponse({ type: EmailProofRequestedDto })
  @Refuses(linkUnknown, invalid, tooManyEmailProofs)
  requestEmailProof(@Body() body: NewEmailProofDto): Promise<EmailProofRequestedDto> {
    return this.proofs.request(body);
  }

  /** The token of an address, for whoever names the digits that were mailed to it. */
  @Public()
  @Post('email-proofs/check')
  @HttpCode(200)
  @ApiOkResponse({ type: EmailProofDto })
  @Refuses(linkUnknown, emailProofFailed, invalid)
  checkEmailProof(@Body() body: CheckEmailProofDto): Promise<EmailProofDto> {
    return this.proofs.check(body);
  }
}
