import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Places that wait for somebody, and what an order costs: holds, and the money side of orders and tickets. */
export class CreateHolds1764001010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One primitive: a cart, an offer to somebody on the waiting list, a wish that waits for approval, places that an
      -- organiser keeps back. It counts while it is active; that it has expired is read from the clock, a sweeper only tidies.
      create table holds (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        kind text not null check (kind in ('cart', 'offer', 'approval', 'organizer')),
        state text not null default 'active' check (state in ('active', 'converted', 'released', 'expired')),
        -- Why an organiser keeps places back.
        label text,
        -- In lower case, where it is known; limits per person count by it.
        email text check (email ~ '^[^@[:space:][:upper:]]+@[^@[:space:][:upper:]]+$'),
        -- A keyed hash of the visitor's address, to count open carts; forgotten when the hold ends.
        visitor bytea,
        invitation_id uuid,
        -- The prices, line by line, that it promises until it expires.
        quote jsonb,
        expires_at timestamptz,
        extended_at timestamptz,
        ended_at timestamptz,
        order_id uuid,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, event_id, id),
        foreign key (organization_id, event_id) references events (organization_id, id),
        foreign key (organization_id, order_id) references orders (organization_id, id),
        foreign key (organization_id, invitation_id) references invitations (organization_id, id) on delete set null (invitation_id),
        check ((state = 'active') = (ended_at is null)),
        check (kind in ('approval', 'organizer') or expires_at is not null),
        check ((kind = 'organizer') = (label is not null))
      );
      create index holds_by_expiry on holds (organization_id, event_id, expires_at) where state = 'active';
      create index on holds (organization_id, event_id, email) where state = 'active' and email is not null;
      create index on holds (organization_id, event_id, visitor) where state = 'active' and visitor is not null;
      select app_protect('holds');
      select app_versioned('holds');

      -- What a hold counts: so many places of a type, under a code or not. 'left_count' falls where an allotment is used up.
      create table hold_lines (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        hold_id uuid not null,
        ticket_type_id uuid not null,
        variation_id uuid,
        code_id uuid,
        count integer not null check (count >= 0),
        -- What the code takes off these lines, in minor units of the hold's currency.
        given_away bigint not null default 0 check (given_away >= 0),
        unique (organization_id, id),
        unique nulls not distinct (hold_id, ticket_type_id, variation_id, code_id),
        foreign key (organization_id, event_id, hold_id) references holds (organization_id, event_id, id),
        foreign key (organization_id, event_id, ticket_type_id) references ticket_types (organization_id, event_id, id),
        foreign key (organization_id, ticket_type_id, variation_id) references ticket_variations (organization_id, ticket_type_id, id),
        foreign key (organization_id, event_id, code_id) references codes (organization_id, event_id, id)
      );
      create index on hold_lines (organization_id, event_id, ticket_type_id);
      create index on hold_lines (organization_id, code_id) where code_id is not null;
      select app_protect('hold_lines');

      alter table codes add foreign key (organization_id, event_id, hold_id) references holds (organization_id, event_id, id);

      alter table orders drop constraint orders_state_check, drop constraint orders_check;
      alter table orders
        -- 'retained': no ticket is left, and part of the money is kept.
        add constraint orders_state_check
          check (state in ('awaiting-approval', 'pending', 'paid', 'expired', 'cancelled', 'retained')),
        -- What the order costs as it stands, fees included; recomputed from its lines whenever they change.
        add constraint orders_total_has_currency check (total_amount = 0 or total_currency is not null),
        add column channel text not null default 'public' check (channel in ('public', 'door', 'internal')),
        add column complimentary boolean not null default false,
        -- Until when a pending order waits for its money.
        add column expires_at timestamptz,
        -- Whether its tickets admit before it is paid.
        add column pending_admits boolean not null default false,
        add column one_per_person boolean not null default true,
        -- As they were at purchase: later changes are for later orders.
        add column cancellation_policy jsonb,
        add column rounding text not null default 'line',
        -- Money that is kept after cancellation.
        add column retained_amount bigint not null default 0 check (retained_amount >= 0),
        add column hold_id uuid,
        add foreign key (organization_id, event_id, hold_id) references holds (organization_id, event_id, id),
        add constraint orders_pending_expires check (state <> 'pending' or expires_at is not null);
      drop index one_live_order_of_a_person;
      create unique index one_live_order_of_a_person on orders (organization_id, event_id, email)
        where one_per_person and state in ('awaiting-approval', 'pending', 'paid');
      create index on orders (organization_id, event_id, email);
      create index orders_by_deadline on orders (organization_id, expires_at) where state = 'pending';

      create table order_fees (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        order_id uuid not null,
        fee_id uuid,
        name jsonb not null,
        amount bigint not null check (amount >= 0),
        tax_rate integer,
        tax_amount bigint not null default 0,
        -- Fees of a cancelled order are no longer owed.
        cancelled boolean not null default false,
        created_at timestamptz not null default now(),
        unique (organization_id, id),
        foreign key (organization_id, order_id) references orders (organization_id, id),
        foreign key (organization_id, fee_id) references fees (organization_id, id) on delete set null (fee_id)
      );
      create index on order_fees (organization_id, order_id);
      select app_protect('order_fees');

      alter table tickets drop constraint tickets_state_check, drop constraint tickets_attendee_name_check;
      alter table tickets
        -- 'requested' waits for approval and its place is held; 'reserved' waits for money; both become 'valid'.
        add constraint tickets_state_check check (state in ('requested', 'reserved', 'valid', 'cancelled')),
        -- Names may come later.
        alter column attendee_name drop not null,
        add constraint tickets_attendee_name_check check (attendee_name <> ''),
        add column variation_id uuid,
        -- The ticket that this one is an add-on to, or came with.
        add column add_on_to uuid,
        add column code_id uuid,
        -- Minor units of the order's currency: the price on the list, and what is paid in the end, tax included.
        add column list_amount bigint not null default 0 check (list_amount >= 0),
        add column price_amount bigint not null default 0 check (price_amount >= 0),
        -- What the code took off; counted against its budget.
        add column given_away bigint not null default 0 check (given_away >= 0),
        add column tax_rate integer,
        add column tax_amount bigint not null default 0,
        add column tax_name jsonb,
        add column price_steps jsonb not null default '[]',
        -- Suspended by an organiser: refused at the door, not cancelled.
        add column blocked boolean not null default false,
        add foreign key (organization_id, ticket_type_id, variation_id) references ticket_variations (organization_id, ticket_type_id, id),
        add foreign key (organization_id, add_on_to) references tickets (organization_id, id),
        add foreign key (organization_id, event_id, code_id) references codes (organization_id, event_id, id);
      create index on tickets (organization_id, event_id, ticket_type_id) where state = 'reserved';
      create index on tickets (organization_id, code_id) where code_id is not null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
