import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What becomes of an order after it was made: money given back, types changed, tickets handed on or returned, people imported. */
export class CreateAfterSale1764001500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table cancellations
        -- In minor units of the currency of the order whose money paid for the tickets.
        add column refund_amount bigint not null default 0 check (refund_amount >= 0),
        add column retained_amount bigint not null default 0 check (retained_amount >= 0),
        -- The share by the policy, in thousandths of a percent; null where an organiser said otherwise.
        add column policy_rate integer check (policy_rate between 0 and 100000);

      -- The order that somebody's ticket came from when it was handed on.
      alter table orders add column split_from uuid,
        add foreign key (organization_id, split_from) references orders (organization_id, id);
      -- The order whose money paid for the ticket, where that is not its own: money never moves with a ticket.
      alter table tickets add column paid_by uuid,
        add foreign key (organization_id, paid_by) references orders (organization_id, id);
      create index on tickets (organization_id, paid_by) where paid_by is not null;

      create table transfers (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        order_id uuid not null,
        ticket_id uuid not null,
        state text not null default 'offered' check (state in ('offered', 'accepted', 'declined', 'withdrawn', 'expired')),
        email text not null check (email ~ '^[^@[:space:][:upper:]]+@[^@[:space:][:upper:]]+$'),
        name text check (name <> ''),
        message text,
        locale text not null check (locale in ('en', 'ru')),
        expires_at timestamptz not null,
        ended_at timestamptz,
        -- The order of the person who took the ticket.
        new_order_id uuid,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        foreign key (organization_id, event_id, order_id) references orders (organization_id, event_id, id),
        foreign key (organization_id, ticket_id) references tickets (organization_id, id),
        foreign key (organization_id, new_order_id) references orders (organization_id, id),
        check ((state = 'offered') = (ended_at is null)),
        check ((state = 'accepted') = (new_order_id is not null))
      );
      create unique index one_open_transfer on transfers (organization_id, ticket_id) where state = 'offered';
      create index on transfers (organization_id, order_id);
      select app_protect('transfers');
      select app_versioned('transfers');

      -- A dearer type that waits for the difference. Meanwhile the ticket stays what it was and the new place is held.
      create table ticket_changes (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        order_id uuid not null,
        ticket_id uuid not null,
        ticket_type_id uuid not null,
        variation_id uuid,
        -- What the ticket costs after the change: a priced line as the catalogue reckoned it.
        line jsonb not null,
        difference bigint not null check (difference > 0),
        hold_id uuid not null,
        state text not null default 'open' check (state in ('open', 'applied', 'lapsed', 'withdrawn')),
        expires_at timestamptz not null,
        ended_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        foreign key (organization_id, event_id, order_id) references orders (organization_id, event_id, id),
        foreign key (organization_id, ticket_id) references tickets (organization_id, id),
        foreign key (organization_id, event_id, ticket_type_id) references ticket_types (organization_id, event_id, id),
        foreign key (organization_id, ticket_type_id, variation_id) references ticket_variations (organization_id, ticket_type_id, id),
        foreign key (organization_id, event_id, hold_id) references holds (organization_id, event_id, id),
        check ((state = 'open') = (ended_at is null))
      );
      create unique index one_open_change on ticket_changes (organization_id, order_id) where state = 'open';
      create index on ticket_changes (organization_id, ticket_id);
      select app_protect('ticket_changes');
      select app_versioned('ticket_changes');

      -- Tickets that their holders would give back at face value as soon as somebody waits for one.
      create table resale_offers (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        order_id uuid not null,
        ticket_id uuid not null,
        ticket_type_id uuid not null,
        variation_id uuid,
        state text not null default 'offered' check (state in ('offered', 'taken', 'withdrawn')),
        ended_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        foreign key (organization_id, event_id, order_id) references orders (organization_id, event_id, id),
        foreign key (organization_id, ticket_id) references tickets (organization_id, id),
        foreign key (organization_id, event_id, ticket_type_id) references ticket_types (organization_id, event_id, id),
        foreign key (organization_id, ticket_type_id, variation_id) references ticket_variations (organization_id, ticket_type_id, id),
        check ((state = 'offered') = (ended_at is null))
      );
      create unique index one_open_resale on resale_offers (organization_id, ticket_id) where state = 'offered';
      create index resale_queue on resale_offers (organization_id, event_id, ticket_type_id, id) where state = 'offered';
      select app_protect('resale_offers');
      select app_versioned('resale_offers');

      -- Money back for everybody, after an event was called off: one run, and what became of each order.
      create table refund_runs (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        rate integer not null check (rate between 0 and 100000),
        reason text not null,
        started_by uuid,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        foreign key (organization_id, event_id) references events (organization_id, id)
      );
      create index on refund_runs (organization_id, event_id);
      select app_protect('refund_runs');
      select app_versioned('refund_runs');

      create table refund_run_orders (
        organization_id uuid not null references organizations,
        run_id uuid not null,
        order_id uuid not null,
        state text not null default 'waiting' check (state in ('waiting', 'done', 'refused')),
        amount bigint not null default 0 check (amount >= 0),
        code text,
        updated_at timestamptz not null default now(),
        primary key (run_id, order_id),
        foreign key (organization_id, run_id) references refund_runs (organization_id, id),
        foreign key (organization_id, order_id) references orders (organization_id, id)
      );
      select app_protect('refund_run_orders');

      create table attendee_imports (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        ticket_type_id uuid not null,
        variation_id uuid,
        -- SHA-256 of what was sent: the same file for the same type is the same import.
        content_hash bytea not null check (octet_length(content_hash) = 32),
        locale text not null check (locale in ('en', 'ru')),
        notify boolean not null,
        state text not null default 'working' check (state in ('working', 'done')),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, event_id, content_hash),
        foreign key (organization_id, event_id, ticket_type_id) references ticket_types (organization_id, event_id, id),
        foreign key (organization_id, ticket_type_id, variation_id) references ticket_variations (organization_id, ticket_type_id, id)
      );
      select app_protect('attendee_imports');
      select app_versioned('attendee_imports');

      create table attendee_import_rows (
        organization_id uuid not null references organizations,
        import_id uuid not null,
        -- Counted from 1, without header and blank rows; and the line of the file.
        row_number integer not null check (row_number >= 1),
        line integer not null check (line >= 1),
        state text not null default 'waiting' check (state in ('waiting', 'made', 'skipped', 'refused')),
        name text,
        email text,
        answers jsonb not null default '{}',
        code text,
        detail text,
        order_id uuid,
        primary key (import_id, row_number),
        foreign key (organization_id, import_id) references attendee_imports (organization_id, id),
        foreign key (organization_id, order_id) references orders (organization_id, id)
      );
      select app_protect('attendee_import_rows');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
