import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A turn in the waiting room is for one cart, and then for the order that it becomes. */
export class TieOrdersToRoomPlaces1764001520000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- No unique index: late money may bring an expired order back after its person has taken another.
      alter table orders
        add column room_place_id uuid,
        add foreign key (organization_id, room_place_id) references room_places (organization_id, id);
      create index on orders (organization_id, room_place_id) where room_place_id is not null;
      -- A wish that waits for approval is no open cart any more.
      update holds set room_place_id = null where kind = 'approval';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
