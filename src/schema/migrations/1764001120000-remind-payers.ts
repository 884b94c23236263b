import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When somebody is reminded that their order still waits for its money. */
export class RemindPayers1764001120000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Null once it was done, and where there is nothing to remind of.
      alter table orders add column remind_at timestamptz;
      create index orders_to_remind on orders (organization_id, remind_at) where remind_at is not null;

      -- When a third of the time to pay is left, three days at most. Whoever has but an hour has just been told.
      create function orders_remind() returns trigger language plpgsql as $$
      declare
        time_to_pay interval := new.expires_at - clock_timestamp();
      begin
        new.remind_at := case when new.state = 'pending' and time_to_pay >= interval '3 hours'
          then new.expires_at - least(interval '3 days', time_to_pay / 3) end;
        return new;
      end $$;
      create trigger remind_first before insert on orders for each row execute function orders_remind();
      create trigger remind before update on orders for each row
        when (new.state <> old.state or new.expires_at is distinct from old.expires_at) execute function orders_remind();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
