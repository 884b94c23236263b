import { ApiProperty } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import type { Problem } from '../../kernel/problem.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf } from '../../platform/http/id-param.js';
import { LocalizedTextDto } from '../../platform/http/shapes.dto.js';
import type { Catalogue, PricedCart, PricedLine } from './catalogue.js';
import { LineTaxDto, PriceStepDto, PricedFeeDto, TaxSumDto } from './price.dto.js';

/** A ticket of a quote, what is added to it, or what it comes with. Amounts in minor units of the quote's currency. */
export class QuoteLineDto {
  @IdOf('tty')
  ticketTypeId: string;

  @IdOf('var', { nullable: true })
  variationId: string | null;

  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  variation: LocalizedText | null;

  /** The position, from 0, of the line that this one is an add-on to, or comes with. */
  @ApiProperty({ type: 'integer', nullable: true, example: null })
  addOnTo: number | null;

  /** Whether it comes with that one at no further cost. */
  @ApiProperty({ example: false })
  included: boolean;

  /** On the price list. */
  @ApiProperty({ type: 'integer', example: 2000 })
  list: number;

  /** Why the price is another than on the list, step by step. */
  @ApiProperty({ type: [PriceStepDto] })
  steps: PriceStepDto[];

  /** What is paid in the end, tax included. */
  @ApiProperty({ type: 'integer', example: 1500 })
  price: number;

  @ApiProperty({ type: LineTaxDto, nullable: true })
  tax: LineTaxDto | null;

  static of(catalogue: Catalogue, { item, list, steps, price, tax }: PricedLine): QuoteLineDto {
    const type = catalogue.types.get(item.ticketTypeId);
    const variation = type?.variations.find(({ id }) => id === item.variationId);
    return {
      ticketTypeId: toPublicId('tty', item.ticketTypeId),
      variationId: item.variationId && toPublicId('var', item.variationId),
      name: type?.name ?? {},
      variation: variation?.name ?? null,
      addOnTo: item.addOnTo,
      included: item.included,
      list,
      steps: steps.map(PriceStepDto.of),
      price,
      tax,
    };
  }
}

/** Why a cart would not be held now, and what to do about it. */
export class CartRefusalDto {
  @ApiProperty({ example: 'ticketing/sold-out' })
  code: string;

  @ApiProperty({ type: LocalizedTextDto })
  title: LocalizedText;

  @ApiProperty({ example: 'Not enough places are left' })
  detail: string;

  /** JSON Pointer to what of the request is at fault; null where it is not about a part of it. */
  @ApiProperty({ type: String, nullable: true, example: '/tickets/0/ticketTypeId' })
  pointer: string | null;

  /** What may help. */
  @ApiProperty({ type: String, nullable: true, example: 'join-waiting-list' })
  nextStep: string | null;

  /**
   * What else the refusal says, by name: how many are left, from when on, when places may return, and as `reason` why there are no
   * more: `gone`, `ordered`, `held` or `waiting-list`.
   */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { wanted: 3, left: 2 } })
  facts: Record<string, unknown>;

  static of(problem: Problem): CartRefusalDto {
    const { detail, pointer, nextStep, retryAfter: _, ...facts } = problem.details;
    return {
      code: problem.code,
      title: problem.refusal.title,
      detail: detail ?? problem.refusal.title.en,
      pointer: pointer ?? null,
      nextStep: typeof nextStep === 'string' ? nextStep : null,
      facts,
    };
  }
}

/** What a cart costs, line by line. */
export class PricedCartDto {
  /** ISO 4217; null where nothing costs anything and the event has no currency. */
  @ApiProperty({ type: String, nullable: true, example: 'EUR' })
  currency: string | null;

  /** In the order of the tickets, each followed by its add-ons and by what it comes with. */
  @ApiProperty({ type: [QuoteLineDto] })
  lines: QuoteLineDto[];

  @ApiProperty({ type: [PricedFeeDto] })
  fees: PricedFeeDto[];

  @ApiProperty({ type: [TaxSumDto] })
  taxes: TaxSumDto[];

  /** The sum of the prices of lines and fees, in minor units. */
  @ApiProperty({ type: 'integer', example: 1650 })
  total: number;

  static ofCart(catalogue: Catalogue, cart: PricedCart | null): PricedCartDto {
    return {
      currency: cart?.currency ?? null,
      lines: (cart?.lines ?? []).map((line) => QuoteLineDto.of(catalogue, line)),
      fees: (cart?.fees ?? []).map(PricedFeeDto.of),
      taxes: (cart?.taxes ?? []).map(TaxSumDto.of),
      total: cart?.total ?? 0,
    };
  }
}

/** What a cart would cost, and all that speaks against it; lines are left out where it has no price. */
export class QuoteDto extends PricedCartDto {
  /** Empty: a hold would be granted now. */
  @ApiProperty({ type: [CartRefusalDto] })
  refusals: CartRefusalDto[];

  static of({
    catalogue,
    cart,
    problems,
  }: {
    catalogue: Catalogue;
    cart: PricedCart | null;
    problems: readonly Problem[];
  }): QuoteDto {
    return { ...PricedCartDto.ofCart(catalogue, cart), refusals: problems.map(CartRefusalDto.of) };
  }
}
