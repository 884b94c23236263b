import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A change to something that costs the same or less is done at once: it waits for nothing and holds nothing. */
export class KeepEveryChangeOfType1764001510000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table ticket_changes drop constraint ticket_changes_difference_check, alter column hold_id drop not null,
        add column currency char(3),
        add constraint ticket_changes_wait_for_money check (state = 'applied' or difference > 0 and hold_id is not null);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
