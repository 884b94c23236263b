import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../auth/actor.js';
import { Can } from '../auth/can.js';
import { Refuses } from '../http/refuses.js';
import { DeadLetterDto } from './dead-letter.dto.js';
import { deadLetterUnknown } from './jobs.problems.js';
import { Jobs } from './jobs.service.js';

@ApiTags('Operations')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(private readonly jobs: Jobs) {}

  /** The jobs of this organisation that failed in all their tries, newest first; at most 200. */
  @Can('jobs:read')
  @Get()
  @ApiOkResponse({ type: [DeadLetterDto] })
  async listDeadLetters(@CurrentActor() actor: Actor): Promise<DeadLetterDto[]> {
    return (await this.jobs.failures(actor.organizationId)).map(DeadLetterDto.of);
  }

  /** Puts a job back into its queue, to be tried from the start. */
  @Can('jobs:write')
  @Post(':letterId/redrive')
  @HttpCode(204)
  @Refuses(deadLetterUnknown)
  async redriveDeadLetter(
    @CurrentActor() actor: Actor,
    @Param('letterId', new ParseUUIDPipe({ exceptionFactory: () => deadLetterUnknown() })) letterId: string,
  ): Promise<void> {
    if (!(await this.jobs.redrive(actor.organizationId, letterId))) throw deadLetterUnknown();
  }
}
