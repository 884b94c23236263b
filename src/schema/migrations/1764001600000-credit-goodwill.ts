import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money that goes back although nothing is cancelled: it is owed no more. */
export class CreditGoodwill1764001600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table orders add column credited_amount bigint not null default 0 check (credited_amount >= 0);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
