import { Body, Controller, Get, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import {
  invalid,
  keyInFlight,
  keyReused,
  preconditionRequired,
  versionConflict,
} from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { Refuses } from '../../platform/http/refuses.js';
import { ChangePaymentAccountDto, NewPaymentAccountDto, PaymentAccountDto } from './payment-account.dto.js';
import { PaymentAccountsService } from './payment-accounts.service.js';
import { accountIncomplete, accountTaken, accountUnknown } from './payments.problems.js';

@ApiTags('Payments')
@Controller('v1/payment-accounts')
export class PaymentAccountsController {
  constructor(private readonly accounts: PaymentAccountsService) {}

  /** Enters an account at a provider; from then on people can pay through it. Its secrets are kept encrypted. */
  @Can('payments:write')
  @Post()
  @ApiCreatedResponse({ type: PaymentAccountDto })
  @Refuses(invalid, accountIncomplete, accountTaken, keyReused, keyInFlight)
  createPaymentAccount(@CurrentActor() actor: Actor, @Body() body: NewPaymentAccountDto): Promise<PaymentAccountDto> {
    return this.accounts.create(actor, body);
  }

  /** The organisation's accounts at providers. */
  @Can('payments:read')
  @Get()
  @ApiOkResponse({ type: [PaymentAccountDto] })
  listPaymentAccounts(@CurrentActor() actor: Actor): Promise<PaymentAccountDto[]> {
    return this.accounts.list(actor);
  }

  /** One account. */
  @Can('payments:read')
  @Get(':paymentAccountId')
  @ApiOkResponse({ type: PaymentAccountDto })
  @Refuses(accountUnknown)
  getPaymentAccount(
    @CurrentActor() actor: Actor,
    @IdParam('paymentAccountId', 'pac') paymentAccountId: string,
  ): Promise<PaymentAccountDto> {
    return this.accounts.show(actor, paymentAccountId);
  }

  /** Changes an account, or closes it for new payments. What was begun there still ends there. */
  @Can('payments:write')
  @Patch(':paymentAccountId')
  @ApiOkResponse({ type: PaymentAccountDto })
  @Refuses(accountUnknown, accountIncomplete, accountTaken, invalid, preconditionRequired, versionConflict)
  changePaymentAccount(
    @CurrentActor() actor: Actor,
    @IdParam('paymentAccountId', 'pac') paymentAccountId: string,
    @IfMatch() version: number,
    @Body() body: ChangePaymentAccountDto,
  ): Promise<PaymentAccountDto> {
    return this.accounts.change(actor, paymentAccountId, version, body);
  }
}
