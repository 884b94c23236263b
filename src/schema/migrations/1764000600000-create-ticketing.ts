import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What can be taken and how many: quotas, ticket types that draw on them, and the questions that are asked. */
export class CreateTicketing1764000600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table quotas (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        name text not null check (name <> ''),
        size integer check (size >= 0),
        held integer not null default 0 check (held >= 0),
        sold integer not null default 0 check (sold >= 0),
        blocked integer not null default 0 check (blocked >= 0),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, event_id, id),
        foreign key (organization_id, event_id) references events (organization_id, id),
        -- The last guard: whatever the code does, nobody gets a place that does not exist.
        constraint places_within_size check (held + sold + blocked <= size)
      ) with (fillfactor = 50);
      select app_protect('quotas');

      create table ticket_types (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        name jsonb not null,
        description jsonb,
        price_amount bigint not null default 0 check (price_amount >= 0),
        price_currency char(3),
        sale_starts_at timestamptz,
        sale_ends_at timestamptz,
        min_per_order integer not null default 1 check (min_per_order >= 1),
        max_per_order integer not null default 10,
        hidden boolean not null default false,
        held integer not null default 0 check (held >= 0),
        sold integer not null default 0 check (sold >= 0),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, event_id, id),
        foreign key (organization_id, event_id) references events (organization_id, id),
        check (max_per_order >= min_per_order),
        check (sale_ends_at > sale_starts_at),
        check (price_amount = 0 or price_currency is not null)
      ) with (fillfactor = 50);
      select app_protect('ticket_types');

      -- A version tells what people decided. Places that are taken or given back are no edit: whoever raises the size of a
      -- quota during a rush must not be told that it was changed meanwhile.
      create trigger touch before update on quotas for each row
        when ((new.held, new.sold, new.blocked) is not distinct from (old.held, old.sold, old.blocked)) execute function app_touch();
      create trigger touch before update on ticket_types for each row
        when ((new.held, new.sold) is not distinct from (old.held, old.sold)) execute function app_touch();

      -- A ticket takes a place from every quota of its type.
      create table quota_ticket_types (
        organization_id uuid not null references organizations,
        event_id uuid not null,
        quota_id uuid not null,
        ticket_type_id uuid not null,
        primary key (quota_id, ticket_type_id),
        foreign key (organization_id, event_id, quota_id) references quotas (organization_id, event_id, id),
        foreign key (organization_id, event_id, ticket_type_id) references ticket_types (organization_id, event_id, id) on delete cascade
      );
      create index on quota_ticket_types (organization_id, ticket_type_id);
      select app_protect('quota_ticket_types');

      create table questions (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        key text not null check (key ~ '^[a-z][a-z0-9-]{0,39}$'),
        kind text not null check (kind in ('text', 'long-text', 'choice', 'multiple-choice', 'boolean', 'number')),
        scope text not null check (scope in ('order', 'attendee')),
        label jsonb not null,
        required boolean not null default false,
        options jsonb not null default '[]',
        condition jsonb,
        position integer not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, event_id, key),
        foreign key (organization_id, event_id) references events (organization_id, id)
      );
      select app_protect('questions');
      select app_versioned('questions');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
