import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever buys at the door need not leave an address. */
export class SellAtTheDoor1764001420000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- False: the address is the organisation's, since the person gave none. Nothing is written to it.
      alter table orders add column reachable boolean not null default true,
        add constraint orders_unreachable_only_at_the_door check (reachable or channel = 'door' and not one_per_person);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
