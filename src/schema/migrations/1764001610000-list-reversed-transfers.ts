import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money that left a bank account with the reference of an order: a transfer may have come back. */
export class ListReversedTransfers1764001610000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table bank_statement_lines drop constraint bank_statement_lines_outcome_check,
        add constraint bank_statement_lines_outcome_check
          check (outcome in ('paid', 'partial', 'overpaid', 'refunding', 'wrong-currency', 'unknown', 'outgoing', 'reversed'));
      -- A line that came in another format is looked for by its day.
      create index on bank_statement_lines (organization_id, account_id, booked_on);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
