import { Body, Controller, Get, Ip, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can, Public } from '../../platform/auth/can.js';
import { invalid, preconditionRequired, rateLimited, versionConflict } from '../../platform/http/http.problems.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { RateLimits } from '../../platform/http/rate-limits.js';
import { Refuses } from '../../platform/http/refuses.js';
import { wrongCredentials } from './identity.problems.js';
import { ChangeOrganizationDto, OrganizationDto, SignUpDto, SignedUpDto } from './organization.dto.js';
import { OrganizationsService } from './organizations.service.js';

@ApiTags('Identity')
@Controller('v1')
export class OrganizationsController {
  constructor(
    private readonly organizations: OrganizationsService,
    private readonly limits: RateLimits,
  ) {}

  /** Sets up an organisation and signs its owner in. */
  @Public()
  @Post('organizations')
  @ApiCreatedResponse({ type: SignedUpDto })
  @Refuses(invalid, wrongCredentials, rateLimited)
  async createOrganization(@Body() body: SignUpDto, @Ip() address: string): Promise<SignedUpDto> {
    await this.limits.signIn(address);
    return this.organizations.signUp(body);
  }

  /** The organisation that the credentials belong to. */
  @Can('organization:read')
  @Get('organization')
  @ApiOkResponse({ type: OrganizationDto })
  getOrganization(@CurrentActor() actor: Actor): Promise<OrganizationDto> {
    return this.organizations.show(actor);
  }

  /** Changes the organisation; what is left out stays. */
  @Can('organization:write')
  @Patch('organization')
  @ApiOkResponse({ type: OrganizationDto })
  @Refuses(invalid, preconditionRequired, versionConflict)
  changeOrganization(
    @CurrentActor() actor: Actor,
    @IfMatch() version: number,
    @Body() body: ChangeOrganizationDto,
  ): Promise<OrganizationDto> {
    return this.organizations.change(actor, version, body);
  }
}
