import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can, Public } from '../../platform/auth/can.js';
import { invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { eventUnknown } from '../events/events.problems.js';
import { AgendaService } from './agenda.service.js';
import { PublicAgendaDto } from './release.dto.js';
import type { FrabSchedule } from './frab-writer.js';
import { toScheduleXml } from './frab-xml.js';
import { nothingReleased } from './scheduling.problems.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** Which agenda is written. */
export class ScheduleQuery {
  /** The draft instead of the latest release. */
  @MayBeLeftOut()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  @ApiProperty({ type: Boolean, required: false, default: false })
  draft?: boolean;
}

const scheduleJson = {
  schema: {
    type: 'object' as const,
    description: 'schedule.json of the frab format, as https://c3voc.de/schedule/schema.json describes it',
    additionalProperties: true,
  },
};
const scheduleXml = {
  schema: {
    type: 'string' as const,
    description: 'schedule.xml of the frab format, as https://c3voc.de/schedule/schema.xsd describes it',
  },
};
const xmlType = 'application/xml; charset=utf-8';

/** Agendas in the formats that conference apps read. */
@ApiTags('Scheduling')
@Controller('v1/events/:eventId/agenda')
export class SchedulesController {
  constructor(private readonly agenda: AgendaService) {}

  /** The agenda as schedule.json: the latest release, or the draft. */
  @Can('agenda:read')
  @Get('schedule.json')
  @ApiOkResponse(scheduleJson)
  @Refuses(invalid, eventUnknown, nothingReleased)
  getScheduleJson(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: ScheduleQuery,
  ): Promise<FrabSchedule> {
    return this.agenda.schedule(actor, eventId, query.draft ?? false);
  }

  /** The agenda as schedule.xml: the latest release, or the draft. */
  @Can('agenda:read')
  @Get('schedule.xml')
  @Header('content-type', xmlType)
  @ApiProduces('application/xml')
  @ApiOkResponse(scheduleXml)
  @Refuses(invalid, eventUnknown, nothingReleased)
  async getScheduleXml(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: ScheduleQuery,
  ): Promise<string> {
    return toScheduleXml(await this.agenda.schedule(actor, eventId, query.draft ?? false));
  }
}

@ApiTags('Public')
@Controller('v1/public/events/:slug/agenda')
export class PublicAgendaController {
  constructor(private readonly agenda: AgendaService) {}

  /** The released agenda of a published event. */
  @Public()
  @Get()
  @ApiOkResponse({ type: PublicAgendaDto })
  @Refuses(linkUnknown, nothingReleased)
  getPublicAgenda(@Param('slug') slug: string): Promise<PublicAgendaDto> {
    return this.agenda.showPublic(slug);
  }

  /** The released agenda as schedule.json. */
  @Public()
  @Get('schedule.json')
  @ApiOkResponse(scheduleJson)
  @Refuses(linkUnknown, nothingReleased)
  getPublicScheduleJson(@Param('slug') slug: string): Promise<FrabSchedule> {
    return this.agenda.publicSchedule(slug);
  }

  /** The released agenda as schedule.xml. */
  @Public()
  @Get('schedule.xml')
  @Header('content-type', xmlType)
  @ApiProduces('application/xml')
  @ApiOkResponse(scheduleXml)
  @Refuses(linkUnknown, nothingReleased)
  async getPublicScheduleXml(@Param('slug') slug: string): Promise<string> {
    return toScheduleXml(await this.agenda.publicSchedule(slug));
  }
}
