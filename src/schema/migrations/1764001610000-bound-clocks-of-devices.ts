import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a device tells has happened by now, whatever its clock says: a scan dated ahead would stay the last one for long. */
export class BoundClocksOfDevices1764001610000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table scans alter column happened_at
        set expression as (case when offline then least(device_at, scanned_at) else scanned_at end);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
