import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who comes: orders, their tickets, and cancellations with who and why. */
export class CreateRegistrations1764000610000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table orders (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        state text not null check (state in ('awaiting-approval', 'pending', 'paid', 'expired', 'cancelled')),
        -- For people to read out; no secret.
        code text not null check (code ~ '^[0-9A-HJKMNP-TV-Z]{8}$'),
        name text not null check (name <> ''),
        email text not null check (email ~ '^[^@[:space:][:upper:]]+@[^@[:space:][:upper:]]+$'),
        locale text not null check (locale in ('en', 'ru')),
        contact_id uuid,
        invitation_id uuid,
        source text,
        answers jsonb not null default '{}',
        consents jsonb not null default '[]',
        total_amount bigint not null default 0 check (total_amount >= 0),
        total_currency char(3),
        -- When the private link was mailed again because the person tried to register twice.
        link_mailed_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, event_id, id),
        unique (organization_id, event_id, code),
        foreign key (organization_id, event_id) references events (organization_id, id),
        foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete set null (contact_id),
        foreign key (organization_id, invitation_id) references invitations (organization_id, id) on delete set null (invitation_id),
        check (total_amount = 0 or total_currency is not null)
      );
      -- One person, one event, one order that counts: behind the same rule of admission.
      create unique index one_live_order_of_a_person on orders (organization_id, event_id, email)
        where state in ('awaiting-approval', 'pending', 'paid');
      create index on orders (organization_id, event_id, updated_at, id);
      create index on orders (organization_id, contact_id) where contact_id is not null;
      create index on orders (organization_id, invitation_id) where invitation_id is not null;
      select app_protect('orders');
      create trigger touch before update on orders for each row
        when (new.link_mailed_at is not distinct from old.link_mailed_at) execute function app_touch();

      create table cancellations (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        order_id uuid not null,
        cancelled_by text not null check (cancelled_by in ('member', 'key', 'visitor', 'system')),
        actor_id uuid,
        reason text,
        notify boolean not null,
        created_at timestamptz not null default now(),
        unique (organization_id, id),
        foreign key (organization_id, order_id) references orders (organization_id, id)
      );
      create index on cancellations (organization_id, order_id);
      select app_protect('cancellations', 'append');

      create table tickets (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        order_id uuid not null,
        ticket_type_id uuid not null,
        -- Its place in the order, from 1.
        position integer not null check (position >= 1),
        state text not null default 'valid' check (state in ('valid', 'cancelled')),
        attendee_name text not null check (attendee_name <> ''),
        attendee_email text check (attendee_email ~ '^[^@[:space:][:upper:]]+@[^@[:space:][:upper:]]+$'),
        answers jsonb not null default '{}',
        -- Rises when the code must change hands; codes of an earlier generation no longer admit.
        generation integer not null default 1 check (generation >= 1),
        cancellation_id uuid,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, order_id, position),
        foreign key (organization_id, event_id, order_id) references orders (organization_id, event_id, id),
        foreign key (organization_id, event_id, ticket_type_id) references ticket_types (organization_id, event_id, id),
        foreign key (organization_id, cancellation_id) references cancellations (organization_id, id),
        check ((state = 'cancelled') = (cancellation_id is not null))
      );
      create index on tickets (organization_id, event_id, ticket_type_id) where state = 'valid';
      select app_protect('tickets');
      select app_versioned('tickets');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
