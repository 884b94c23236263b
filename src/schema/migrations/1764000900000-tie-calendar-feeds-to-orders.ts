import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders come after calendars in the order of migrations, so the key between them is made here. */
export class TieCalendarFeedsToOrders1764000900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table calendar_feeds add constraint calendar_feeds_order
        foreign key (organization_id, order_id) references orders (organization_id, id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
