import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { ApiKeyDto, NewApiKeyDto, NewApiKeyResultDto } from './api-key.dto.js';
import { ApiKeysService } from './api-keys.service.js';
import { keyUnknown, roleAboveOwn } from './identity.problems.js';

@ApiTags('Identity')
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  /** Makes a key. Its token is shown in this answer and never again. */
  @Can('keys:write')
  @Post()
  @ApiCreatedResponse({ type: NewApiKeyResultDto })
  @Refuses(invalid, roleAboveOwn)
  createApiKey(@CurrentActor() actor: Actor, @Body() body: NewApiKeyDto): Promise<NewApiKeyResultDto> {
    return this.keys.create(actor, body);
  }

  /** The keys of the organisation, revoked ones too. */
  @Can('keys:write')
  @Get()
  @PageOf(ApiKeyDto)
  @Refuses(invalid, cursorUnknown)
  listApiKeys(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<Page<ApiKeyDto>> {
    return this.keys.list(actor, query);
  }

  /** Revokes a key; the next request with it is refused. */
  @Can('keys:write')
  @Delete(':keyId')
  @HttpCode(204)
  @Refuses(keyUnknown)
  revokeApiKey(@CurrentActor() actor: Actor, @IdParam('keyId', 'key') keyId: string): Promise<void> {
    return this.keys.revoke(actor, keyId);
  }
}
