import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/can.js';
import { overloaded } from '../http/http.problems.js';
import { Refuses } from '../http/refuses.js';
import { Health } from './health.service.js';

/** The state of a process. */
export class HealthDto {
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';
}

@ApiTags('Operations')
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  /** Whether the process runs; says nothing about the database, so a restart is not the cure for a database that is away. */
  @Public()
  @Get('live')
  @ApiOkResponse({ type: HealthDto })
  isLive(): HealthDto {
    return { status: 'ok' };
  }

  /** Whether the process should get requests: the database answers and no shutdown has begun. */
  @Public()
  @Get('ready')
  @ApiOkResponse({ type: HealthDto })
  @Refuses(overloaded)
  async isReady(): Promise<HealthDto> {
    if (await this.health.ready()) return { status: 'ok' };
    throw overloaded({ detail: 'The database does not answer, or the process is stopping', retryAfter: 5 });
  }
}
