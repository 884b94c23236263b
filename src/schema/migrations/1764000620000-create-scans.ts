import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Scans at the door. Every one is kept, also those that let nobody in; nothing is changed afterwards. */
export class CreateScans1764000620000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table scans (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        -- Null for a code that names no ticket of the organisation.
        ticket_id uuid,
        device text not null check (device <> ''),
        -- Given by the device, so that a scan that is sent again is the same scan.
        client_scan_id uuid not null,
        outcome text not null check (outcome in ('admitted', 'refused')),
        reason text check (reason in ('unknown-code', 'wrong-event', 'event-cancelled', 'event-closed', 'cancelled', 'not-paid',
                                      'code-replaced', 'already-admitted')),
        scanned_at timestamptz not null default now(),
        created_at timestamptz not null default now(),
        unique (organization_id, id),
        constraint scans_sent_once unique (organization_id, event_id, client_scan_id),
        foreign key (organization_id, event_id) references events (organization_id, id),
        foreign key (organization_id, ticket_id) references tickets (organization_id, id),
        check ((outcome = 'refused') = (reason is not null)),
        check ((ticket_id is null) = (reason is not distinct from 'unknown-code'))
      );
      -- One success per ticket, whatever number of devices scan it in the same millisecond.
      create unique index scans_one_admission on scans (organization_id, ticket_id) where outcome = 'admitted';
      create index on scans (organization_id, event_id, id);
      create index on scans (organization_id, ticket_id);
      select app_protect('scans', 'append');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
