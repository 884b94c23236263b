import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An order that is off and on again has a calendar entry whose SEQUENCE only rises, and letters of its own each time. */
export class CountTurnsOfOrders1764001620000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table orders add column turns integer not null default 0 check (turns >= 0);
      update orders set turns = 1 where state in ('expired', 'cancelled', 'retained');
      create function app_count_turn() returns trigger language plpgsql as $$
      begin
        new.turns := old.turns + 1;
        return new;
      end $$;
      create trigger turn before update of state on orders for each row
        when ((old.state in ('expired', 'cancelled', 'retained')) <> (new.state in ('expired', 'cancelled', 'retained')))
        execute function app_count_turn();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
