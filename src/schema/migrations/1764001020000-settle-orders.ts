import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What of an order is paid, why somebody comes for nothing, what tax was called, and addresses that are being proven. */
export class SettleOrders1764001020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table orders
        -- How much of the total is covered by money that came.
        add column paid_amount bigint not null default 0 check (paid_amount >= 0),
        -- Why it costs nothing, where an organiser gave it away.
        add column gift_reason text,
        add check (not complimentary or gift_reason is not null);
      alter table tickets add column tax_inclusive boolean not null default true;
      alter table order_fees add column tax_name jsonb, add column tax_inclusive boolean not null default true;

      -- A code was mailed to an address; whoever names it has the mailbox. Kept for as long as it can be named.
      create table email_proofs (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        email text not null check (email ~ '^[^@[:space:][:upper:]]+@[^@[:space:][:upper:]]+$'),
        code_hash bytea not null,
        tries integer not null default 0 check (tries between 0 and 5),
        used_at timestamptz,
        expires_at timestamptz not null,
        created_at timestamptz not null default now(),
        unique (organization_id, id),
        foreign key (organization_id, event_id) references events (organization_id, id)
      );
      create index on email_proofs (organization_id, event_id, email, id);
      select app_protect('email_proofs');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
