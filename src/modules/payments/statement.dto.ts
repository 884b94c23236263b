import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsString, Length, MaxLength, ValidateNested } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { PageQuery } from '../../platform/http/page.dto.js';
import { IsCurrencyCode, MoneyDto } from '../../platform/http/shapes.dto.js';
import { type BankLine, type LineOutcome, type LineState, lineOutcomes, lineStates } from './statements.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** Which column of a CSV file holds what, by its heading; what is left out is found by the headings that banks use. */
export class StatementMappingDto {
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  @ApiProperty({ type: String, required: false, example: 'Buchungstag' })
  date?: string;

  /** With a sign. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  @ApiProperty({ type: String, required: false, example: 'Betrag' })
  amount?: string;

  /** What came, where the file has two columns. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  @ApiProperty({ type: String, required: false, example: 'Приход' })
  credit?: string;

  /** What left, where the file has two columns. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  @ApiProperty({ type: String, required: false, example: 'Расход' })
  debit?: string;

  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  @ApiProperty({ type: String, required: false, example: 'Währung' })
  currency?: string;

  /** What the payer wrote. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  @ApiProperty({ type: String, required: false, example: 'Verwendungszweck' })
  text?: string;

  /** Who paid. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  @ApiProperty({ type: String, required: false, example: 'Auftraggeber' })
  name?: string;

  /** From which account. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  @ApiProperty({ type: String, required: false, example: 'IBAN' })
  account?: string;

  /** The bank's own name of the line. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  @ApiProperty({ type: String, required: false, example: 'Umsatznummer' })
  reference?: string;
}

/** A statement of a bank account, as the bank gives it out. */
export class ImportBankStatementDto {
  /** CSV with a heading, or CAMT.053 (ISO 20022) as XML; which one is seen by itself. At most 4 MB and 5000 lines. */
  @IsString()
  @Length(1, 4_000_000)
  @ApiProperty({ type: String, example: 'date;amount;currency;text\n2027-03-14;12,50;EUR;RF18 7K3M 9QXT 0000 1' })
  content: string;

  /** The account that it is of; the active one for transfers where left out. */
  @MayBeLeftOut()
  @PublicId('pac', { required: false })
  paymentAccountId?: string;

  /** The currency of a CSV file that has no column for it. */
  @MayBeLeftOut()
  @IsCurrencyCode()
  @ApiProperty({ type: String, required: false, example: 'EUR' })
  currency?: string;

  @MayBeLeftOut()
  @IsObject()
  @ValidateNested()
  @Type(() => StatementMappingDto)
  mapping?: StatementMappingDto;
}

/** A line of a statement and what became of it. */
export class BankStatementLineDto {
  @IdOf('bsl')
  id: string;

  @IdOf('bst')
  statementId: string;

  @ApiProperty({ format: 'date', example: '2027-03-14' })
  bookedOn: string;

  /** Less than nothing where money left the account. */
  amount: MoneyDto;

  /** @example "RF18 7K3M 9QXT 0000 1" */
  text: string;

  @ApiProperty({ type: String, nullable: true, example: 'Anna Petrova' })
  payerName: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'DE89370400440532013000' })
  payerAccount: string | null;

  /** The bank's name of it. */
  @ApiProperty({ type: String, nullable: true })
  bankRef: string | null;

  /** `open` waits for somebody, also where its money is written down already: what is partial or overpaid. */
  @ApiProperty({ enum: lineStates, enumName: 'BankLineState', example: 'done' })
  state: LineState;

  /**
   * `paid`: exactly what was asked; `partial`: the order waits for the rest; `overpaid`: more than it costs; `refunding`: its
   * places were gone, so the money goes back; `wrong-currency` and `unknown`: written down nowhere; `outgoing`: left the
   * account; `reversed`: left it with the reference of an order, so that a transfer may have come back. Null for the moment until it is looked at.
   */
  @ApiProperty({ enum: lineOutcomes, enumName: 'BankLineOutcome', nullable: true, example: 'paid' })
  outcome: LineOutcome | null;

  /** Whose it was taken for; of what is `unknown` the order whose code stands in the text, as a suggestion. */
  @IdOf('ord', { nullable: true })
  orderId: string | null;

  /** Where it is written down. */
  @IdOf('pay', { nullable: true })
  paymentId: string | null;

  /** What somebody noted when they answered it. */
  @ApiProperty({ type: String, nullable: true })
  note: string | null;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(line: BankLine): BankStatementLineDto {
    return {
      id: toPublicId('bsl', line.id),
      statementId: toPublicId('bst', line.statementId),
      bookedOn: line.bookedOn,
      amount: { amount: line.amount, currency: line.currency },
      text: line.text,
      payerName: line.payerName,
      payerAccount: line.payerAccount,
      bankRef: line.bankRef,
      state: line.state,
      outcome: line.outcome,
      orderId: line.orderId && toPublicId('ord', line.orderId),
      paymentId: line.paymentId && toPublicId('pay', line.paymentId),
      note: line.note,
      version: line.version,
    };
  }
}

/** The answer to a row of the file. */
export class BankStatementRowDto {
  /** From 1, as it stands in the file. */
  @ApiProperty({ type: 'integer', example: 2 })
  row: number;

  /** Whether it came with an earlier statement; then nothing happened now. */
  @ApiProperty({ example: false })
  known: boolean;

  /** Null where it cannot be read. */
  @ApiProperty({ type: BankStatementLineDto, nullable: true })
  line: BankStatementLineDto | null;

  /** Why it cannot be read. */
  @ApiProperty({ type: String, nullable: true, example: 'The date cannot be read' })
  problem: string | null;
}

/** What an import did, row by row. */
export class BankStatementDto {
  @IdOf('bst')
  id: string;

  @ApiProperty({ enum: ['csv', 'camt'], example: 'csv' })
  format: 'csv' | 'camt';

  @ApiProperty({ type: [BankStatementRowDto] })
  rows: BankStatementRowDto[];
}

/** Which lines are listed. */
export class BankStatementLineQuery extends PageQuery {
  @MayBeLeftOut()
  @IsIn(lineStates)
  @ApiProperty({ enum: lineStates, enumName: 'BankLineState', required: false })
  state?: LineState;
}

/** Whose money it is; of money that left, whose transfer came back. */
export class AssignBankLineDto {
  @PublicId('ord')
  orderId: string;
}

/** Why a line has nothing to do with an order, or needs nothing more. */
export class IgnoreBankLineDto {
  /** @example "A donation" */
  @IsString()
  @Length(1, 500)
  reason: string;
}

/** That the money was sent back by hand. */
export class ReturnBankLineDto {
  /** @example "Sent back on 2027-03-20" */
  @IsString()
  @Length(1, 500)
  note: string;
}
