import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Organisers write down guests whose address nobody knows, as the door does. */
export class ImportGuestsWithoutAddress1764001530000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table orders
        drop constraint orders_unreachable_only_at_the_door,
        add constraint orders_unreachable_only_by_others check (reachable or channel <> 'public' and not one_per_person);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
