import { Body, Controller, Delete, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can, Public } from '../../platform/auth/can.js';
import { invalid, rateLimited } from '../../platform/http/http.problems.js';
import { RateLimits } from '../../platform/http/rate-limits.js';
import { Refuses } from '../../platform/http/refuses.js';
import { organizationChoice, wrongCredentials } from './identity.problems.js';
import { SessionDto, SignInDto } from './session.dto.js';
import { Sessions } from './sessions.service.js';

@ApiTags('Identity')
@Controller('v1')
export class SessionsController {
  constructor(
    private readonly sessions: Sessions,
    private readonly limits: RateLimits,
  ) {}

  /** Signs a person in for twelve hours. */
  @Public()
  @Post('sessions')
  @ApiCreatedResponse({ type: SessionDto })
  @Refuses(invalid, wrongCredentials, organizationChoice, rateLimited)
  async signIn(@Body() body: SignInDto, @Ip() address: string): Promise<SessionDto> {
    await this.limits.signIn(address);
    return this.sessions.signIn(body);
  }

  /** Ends every session of the person in this organisation, on all devices, at once. */
  @Can('organization:read')
  @Delete('session')
  @HttpCode(204)
  signOut(@CurrentActor() actor: Actor): Promise<void> {
    return this.sessions.signOut(actor);
  }
}
