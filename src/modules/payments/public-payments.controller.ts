import { Body, Controller, Get, Headers, HttpCode, Param, Post, type RawBodyRequest, Req } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentClaim, type IdempotencyClaim } from '../../platform/auth/actor.js';
import { Public } from '../../platform/auth/can.js';
import { invalid, keyInFlight, keyReused } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { MyPaymentDto, PaymentMethodDto, StartPaymentDto } from './payment.dto.js';
import { PaymentNotificationsService } from './payment-notifications.service.js';
import {
  accountUnknown,
  currencyNotSupported,
  methodNotOffered,
  notPayable,
  nothingDue,
  notificationRefused,
  paymentUnknown,
  providerRefused,
  providerUnreachable,
} from './payments.problems.js';
import { PaymentsService } from './payments.service.js';

@ApiTags('Public')
@Controller('v1/public')
export class PublicPaymentsController {
  constructor(
    private readonly payments: PaymentsService,
    private readonly notifications: PaymentNotificationsService,
  ) {}

  /** How the registration can be paid; empty where nothing is to be paid. */
  @Public()
  @Get('orders/:token/payment-methods')
  @ApiOkResponse({ type: [PaymentMethodDto] })
  @Refuses(linkUnknown)
  listPaymentMethods(@Param('token') token: string): Promise<PaymentMethodDto[]> {
    return this.payments.methods(token);
  }

  /** The payments of the registration, the oldest first. */
  @Public()
  @Get('orders/:token/payments')
  @ApiOkResponse({ type: [MyPaymentDto] })
  @Refuses(linkUnknown)
  listMyPayments(@Param('token') token: string): Promise<MyPaymentDto[]> {
    return this.payments.mine(token);
  }

  /**
   * Begins to pay what is due.
   * @remarks Send the payer to `redirectUrl`, or show `instructions`. Asked again while a payment of this kind is open, the
   * answer is that payment. The payer comes back to the private page of the registration, whatever happened.
   */
  @Public()
  @Post('orders/:token/payments')
  @ApiCreatedResponse({ type: MyPaymentDto })
  @Refuses(linkUnknown, invalid, notPayable, nothingDue, methodNotOffered, currencyNotSupported, providerRefused)
  @Refuses(providerUnreachable, keyReused, keyInFlight)
  startPayment(
    @Param('token') token: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
    @Body() body: StartPaymentDto,
  ): Promise<MyPaymentDto> {
    return this.payments.start(token, claim, body.provider);
  }

  /** Asks the provider what became of a payment: for the payer who comes back from its page. */
  @Public()
  @Post('orders/:token/payments/:paymentId/check')
  @HttpCode(200)
  @ApiOkResponse({ type: MyPaymentDto })
  @Refuses(linkUnknown, paymentUnknown)
  checkMyPayment(@Param('token') token: string, @IdParam('paymentId', 'pay') paymentId: string): Promise<MyPaymentDto> {
    return this.payments.check(token, paymentId);
  }

  /**
   * For providers: something happened to a payment.
   * @remarks Stripe's notices must carry its signature. Nothing in a notice is believed: the provider is asked.
   */
  @Public()
  @Post('payment-notifications/:paymentAccountId')
  @HttpCode(204)
  @ApiBody({ schema: { type: 'object', additionalProperties: true }, description: "The provider's own format" })
  @ApiNoContentResponse()
  @Refuses(accountUnknown, notificationRefused, providerUnreachable)
  async notifyOfPayment(
    @IdParam('paymentAccountId', 'pac') paymentAccountId: string,
    @Req() request: RawBodyRequest<object>,
    @Headers() headers: Record<string, string | string[] | undefined>,
  ): Promise<void> {
    await this.notifications.receive(paymentAccountId, request.rawBody ?? Buffer.alloc(0), headers);
  }
}
