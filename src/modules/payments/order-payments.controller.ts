import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { invalid, keyInFlight, keyReused } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { Refuses } from '../../platform/http/refuses.js';
import { orderUnknown } from '../registrations/registrations.problems.js';
import { OrderPaymentsService } from './order-payments.service.js';
import { PaymentDto, RecordPaymentDto } from './payment.dto.js';
import {
  currencyNotSupported,
  paymentUnknown,
  refundExceeds,
  refundNotManual,
  refundUnknown,
} from './payments.problems.js';
import { NewRefundDto, RefundDto } from './refund.dto.js';
import { RefundsService } from './refunds.service.js';

@ApiTags('Payments')
@Controller('v1')
export class OrderPaymentsController {
  constructor(
    private readonly payments: OrderPaymentsService,
    private readonly refunds: RefundsService,
  ) {}

  /** The payments of a registration, the oldest first. */
  @Can('payments:read')
  @Get('orders/:orderId/payments')
  @ApiOkResponse({ type: [PaymentDto] })
  @Refuses(orderUnknown)
  listPayments(@CurrentActor() actor: Actor, @IdParam('orderId', 'ord') orderId: string): Promise<PaymentDto[]> {
    return this.payments.list(actor, orderId);
  }

  /**
   * Enters money that came: at the door, or on the bank account.
   * @remarks Where it covers what is due, the registration is paid at once. Send an Idempotency-Key: the same money must not
   * be entered twice.
   */
  @Can('payments:write')
  @Post('orders/:orderId/payments')
  @ApiCreatedResponse({ type: PaymentDto })
  @Refuses(orderUnknown, invalid, currencyNotSupported, keyReused, keyInFlight)
  recordPayment(
    @CurrentActor() actor: Actor,
    @IdParam('orderId', 'ord') orderId: string,
    @Body() body: RecordPaymentDto,
  ): Promise<PaymentDto> {
    return this.payments.record(actor, orderId, body);
  }

  /** What was given back of a registration, and what is on its way. */
  @Can('payments:read')
  @Get('orders/:orderId/refunds')
  @ApiOkResponse({ type: [RefundDto] })
  @Refuses(orderUnknown)
  listRefunds(@CurrentActor() actor: Actor, @IdParam('orderId', 'ord') orderId: string): Promise<RefundDto[]> {
    return this.refunds.list(actor, orderId);
  }

  /**
   * Gives money back; tickets stay as they are.
   * @remarks What is on its way back counts as given back. Where what is left no longer covers the registration, it waits for
   * the rest again and its tickets do not admit meanwhile: cancel tickets first where they are not to be paid any more.
   */
  @Can('payments:write')
  @Post('orders/:orderId/refunds')
  @ApiCreatedResponse({ type: [RefundDto] })
  @Refuses(orderUnknown, paymentUnknown, refundExceeds, invalid, keyReused, keyInFlight)
  createRefund(
    @CurrentActor() actor: Actor,
    @IdParam('orderId', 'ord') orderId: string,
    @Body() body: NewRefundDto,
  ): Promise<RefundDto[]> {
    return this.refunds.create(actor, orderId, body);
  }

  /** Says that a refund which people carry out by hand has been carried out. */
  @Can('payments:write')
  @Post('refunds/:refundId/completion')
  @HttpCode(200)
  @ApiOkResponse({ type: RefundDto })
  @Refuses(refundUnknown, refundNotManual, keyReused, keyInFlight)
  completeRefund(@CurrentActor() actor: Actor, @IdParam('refundId', 'rfd') refundId: string): Promise<RefundDto> {
    return this.refunds.complete(actor, refundId);
  }
}
