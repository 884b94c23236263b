import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A quota may close by itself, in the statement that sells its last place: whoever sells cannot forget it. */
export class CloseSoldOutQuotas1764001030000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function app_close_sold_out() returns trigger language plpgsql as $$
      begin
        new.closed_at := clock_timestamp();
        return new;
      end $$;
      create trigger close_sold_out before update on quotas for each row
        when (new.close_when_sold_out and new.closed_at is null and new.sold > old.sold and new.sold + new.blocked >= new.size)
        execute function app_close_sold_out();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
