import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Evaluations that were kept as they stood, and links under which the report can be read. */
export class CreateEvaluation1764000710000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The facts as they were read and what was computed from them; computing again from the facts gives the same outcome.
      create table evaluation_snapshots (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        facts json not null,
        outcome json not null,
        taken_by text not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        unique (organization_id, id),
        foreign key (organization_id, event_id) references events (organization_id, id),
        check (updated_at = created_at)
      );
      create index on evaluation_snapshots (organization_id, event_id, id);
      select app_protect('evaluation_snapshots', 'append');

      create table report_links (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        -- For whom it was made; only the organisation sees it.
        name text check (name <> ''),
        revoked_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        foreign key (organization_id, event_id) references events (organization_id, id)
      );
      create index on report_links (organization_id, event_id);
      select app_protect('report_links');
      select app_versioned('report_links');

      -- What evaluation counts of the others' tables: those who came, and the few that are taken off a count.
      create index scans_admitted on scans (organization_id, event_id) where outcome = 'admitted';
      create index mails_not_sent on mails (organization_id, id) where state <> 'sent';
      create index orders_not_paid on orders (organization_id, event_id, id) where state in ('awaiting-approval', 'pending', 'expired');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
