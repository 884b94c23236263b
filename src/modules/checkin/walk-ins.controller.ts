import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import {
  addOnAlone,
  addOnsOutsideLimits,
  alreadyRegistered,
  companionMissing,
  currencyNotOffered,
  eventCancelled,
  notOffered,
  notYetOnSale,
  registrationNotOpen,
  registrationOver,
  saleOver,
  soldOut,
  tooFew,
  tooManyForPerson,
  variationMissing,
  variationNotOffered,
} from '../ticketing/ticketing.problems.js';
import { listNeeded, listUnknown, notFree, scanReused } from './checkin.problems.js';
import { NewWalkInDto, WalkInDto } from './walk-in.dto.js';
import { WalkInsService } from './walk-ins.service.js';

@ApiTags('Check-in')
@Controller('v1/events/:eventId')
export class WalkInsController {
  constructor(private readonly walkIns: WalkInsService) {}

  /**
   * Sells a ticket to somebody at the door: the order, its money, the code and the entry, or none of them.
   * @remarks Every type is sold here, also those that the public does not see, while its window is open and places are left.
   * What is asked at registration is not asked; what is asked at check-in is, by the scan.
   */
  @Can('checkin:write')
  @Post('walk-ins')
  @ApiCreatedResponse({ type: WalkInDto })
  @Refuses(invalid, eventUnknown, eventCancelled, registrationNotOpen, registrationOver, notOffered, notYetOnSale)
  @Refuses(saleOver, soldOut, variationMissing, variationNotOffered, tooFew, companionMissing, addOnAlone)
  @Refuses(addOnsOutsideLimits, currencyNotOffered, alreadyRegistered, tooManyForPerson, notFree)
  @Refuses(listUnknown, listNeeded, scanReused)
  sellWalkIn(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewWalkInDto,
  ): Promise<WalkInDto> {
    return this.walkIns.sell(actor, eventId, body);
  }
}
