import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { ChangeSaleSettingsDto, SaleSettingsDto } from './sale-settings.dto.js';
import { SaleSettingsService } from './sale-settings.service.js';
import { currencyInUse } from './ticketing.problems.js';

@ApiTags('Ticketing')
@Controller('v1/events/:eventId/sale-settings')
export class SaleSettingsController {
  constructor(private readonly settings: SaleSettingsService) {}

  /** How an event sells; the defaults, with version 0, where nobody decided anything yet. */
  @Can('tickets:read')
  @Get()
  @ApiOkResponse({ type: SaleSettingsDto })
  @Refuses(eventUnknown)
  getSaleSettings(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<SaleSettingsDto> {
    return this.settings.show(actor, eventId);
  }

  /** Changes how an event sells, for orders from now on; what is left out stays. A currency that is in use stays. */
  @Can('tickets:write')
  @Patch()
  @ApiOkResponse({ type: SaleSettingsDto })
  @Refuses(eventUnknown, invalid, currencyInUse, preconditionRequired, versionConflict)
  changeSaleSettings(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IfMatch() version: number,
    @Body() body: ChangeSaleSettingsDto,
  ): Promise<SaleSettingsDto> {
    return this.settings.change(actor, eventId, version, body);
  }
}
