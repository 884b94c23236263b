import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { ticketTypeUnknown } from '../ticketing/ticketing.problems.js';
import { AttendeeImportDto, ImportAttendeesDto } from './attendee-import.dto.js';
import { AttendeeImportsService } from './attendee-imports.service.js';
import { csvRefused, importUnknown, typeNotPossible } from './registrations.problems.js';

@ApiTags('Registrations')
@Controller('v1/events/:eventId/attendee-imports')
export class AttendeeImportsController {
  constructor(private readonly imports: AttendeeImportsService) {}

  /**
   * Registers the people of a table for nothing; each gets their tickets by mail.
   * @remarks Each row has an answer. A long file is dealt with in the background: ask how far it has come by its id. The same file
   * for the same type, sent again, is the same import.
   */
  @Can('orders:write')
  @Post()
  @ApiCreatedResponse({ type: AttendeeImportDto })
  @Refuses(eventUnknown, ticketTypeUnknown, typeNotPossible, csvRefused, invalid)
  importAttendees(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: ImportAttendeesDto,
  ): Promise<AttendeeImportDto> {
    return this.imports.start(actor, eventId, body);
  }

  /** How far an import has come, and what became of each row. */
  @Can('orders:read')
  @Get(':attendeeImportId')
  @ApiOkResponse({ type: AttendeeImportDto })
  @Refuses(eventUnknown, importUnknown)
  getAttendeeImport(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('attendeeImportId', 'aim') attendeeImportId: string,
  ): Promise<AttendeeImportDto> {
    return this.imports.show(actor, eventId, attendeeImportId);
  }
}
