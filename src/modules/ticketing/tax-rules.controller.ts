import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { ChangeTaxRuleDto, NewTaxRuleDto, TaxRuleDto } from './tax-rule.dto.js';
import { TaxRulesService } from './tax-rules.service.js';
import { taxRuleInUse, taxRuleUnknown } from './ticketing.problems.js';

@ApiTags('Ticketing')
@Controller('v1/tax-rules')
export class TaxRulesController {
  constructor(private readonly taxRules: TaxRulesService) {}

  /** Adds a tax that ticket types and fees of all events may carry. */
  @Can('tickets:write')
  @Post()
  @ApiCreatedResponse({ type: TaxRuleDto })
  @Refuses(invalid)
  createTaxRule(@CurrentActor() actor: Actor, @Body() body: NewTaxRuleDto): Promise<TaxRuleDto> {
    return this.taxRules.create(actor, body);
  }

  /** The taxes of the organisation. */
  @Can('tickets:read')
  @Get()
  @PageOf(TaxRuleDto)
  @Refuses(invalid, cursorUnknown)
  listTaxRules(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<Page<TaxRuleDto>> {
    return this.taxRules.list(actor, query);
  }

  /** One tax. */
  @Can('tickets:read')
  @Get(':taxRuleId')
  @ApiOkResponse({ type: TaxRuleDto })
  @Refuses(taxRuleUnknown)
  getTaxRule(@CurrentActor() actor: Actor, @IdParam('taxRuleId', 'tax') taxRuleId: string): Promise<TaxRuleDto> {
    return this.taxRules.show(actor, taxRuleId);
  }

  /** Changes a tax for what is sold from now on; what was sold keeps the tax that it was sold with. */
  @Can('tickets:write')
  @Patch(':taxRuleId')
  @ApiOkResponse({ type: TaxRuleDto })
  @Refuses(taxRuleUnknown, invalid, preconditionRequired, versionConflict)
  changeTaxRule(
    @CurrentActor() actor: Actor,
    @IdParam('taxRuleId', 'tax') taxRuleId: string,
    @IfMatch() version: number,
    @Body() body: ChangeTaxRuleDto,
  ): Promise<TaxRuleDto> {
    return this.taxRules.change(actor, taxRuleId, version, body);
  }

  /** Removes a tax that no ticket type and no fee carries. */
  @Can('tickets:write')
  @Delete(':taxRuleId')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(taxRuleUnknown, taxRuleInUse)
  deleteTaxRule(@CurrentActor() actor: Actor, @IdParam('taxRuleId', 'tax') taxRuleId: string): Promise<void> {
    return this.taxRules.delete(actor, taxRuleId);
  }
}
