import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The keys that sign ticket codes, and why a ticket was suspended. */
export class CreateTicketKeys1764001400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ticket_keys (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        -- One byte of every code that it signed.
        number smallint not null check (number between 1 and 255),
        public_key bytea not null check (length(public_key) = 32),
        -- Sealed with a key derived from APP_SECRET.
        private_key bytea not null,
        -- The validity of the codes that it signs: a code stays the same while its key does.
        valid_from timestamptz not null,
        valid_until timestamptz not null,
        revoked_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, event_id, number),
        foreign key (organization_id, event_id) references events (organization_id, id),
        check (valid_until > valid_from)
      );
      select app_protect('ticket_keys');
      select app_versioned('ticket_keys');

      -- Why a ticket was suspended, and why no longer.
      create table ticket_blocks (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        ticket_id uuid not null,
        blocked boolean not null,
        reason text not null check (reason <> ''),
        actor_id uuid,
        created_at timestamptz not null default now(),
        unique (organization_id, id),
        foreign key (organization_id, ticket_id) references tickets (organization_id, id)
      );
      create index on ticket_blocks (organization_id, ticket_id);
      select app_protect('ticket_blocks', 'append');

      -- The code holds the generation in two bytes.
      alter table tickets add constraint tickets_generation_fits_code check (generation <= 65535);
      create index on tickets (organization_id, event_id, updated_at);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
