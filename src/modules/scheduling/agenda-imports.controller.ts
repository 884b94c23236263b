import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { BodyLimit } from '../../platform/http/body-limit.js';
import { invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { AgendaImportDto, NewAgendaImportDto } from './agenda-import.dto.js';
import { AgendaImportsService } from './agenda-imports.service.js';
import { guidRepeated, notASchedule, rowUnusable, startSkipped } from './scheduling.problems.js';

/** The schedules of the largest congresses have about 1.5 MB. */
const largestSchedule = 4 * 1024 * 1024;

@ApiTags('Scheduling')
@Controller('v1/events/:eventId/agenda/imports')
export class AgendaImportsController {
  constructor(private readonly imports: AgendaImportsService) {}

  /**
   * Reads an agenda in the frab format into the draft, with an answer for each session. Sessions are known by their guid, so a
   * second import updates; what the file no longer has stays in the draft. A session that cannot be read is refused by itself.
   */
  @Can('agenda:write')
  @Post()
  @HttpCode(200)
  @BodyLimit(largestSchedule)
  @ApiOkResponse({ type: AgendaImportDto })
  @Refuses(invalid, eventUnknown, notASchedule, rowUnusable, guidRepeated, startSkipped)
  importAgenda(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewAgendaImportDto,
  ): Promise<AgendaImportDto> {
    return this.imports.import(actor, eventId, body);
  }
}
