import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who waits for a place, in which order, and what they were offered. */
export class CreateWaitingLists1764001300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- No row: the event has no waiting list.
      create table waiting_lists (
        event_id uuid primary key,
        organization_id uuid not null references organizations,
        -- Whether people may join.
        open boolean not null default true,
        -- Nobody is offered anything meanwhile: free places go to everybody.
        paused boolean not null default false,
        -- The most people that wait at a time.
        cap integer check (cap >= 1),
        sort text not null default 'queue' check (sort in ('queue', 'lottery')),
        -- Decides the lottery together with each address, so that leaving and joining again changes nothing. Never shown.
        seed uuid not null default gen_random_uuid(),
        offer_hours integer not null default 24 check (offer_hours between 1 and 168),
        -- So many hours before the start nothing is offered any more, and nothing is kept for anybody.
        cut_off_hours integer not null default 24 check (cut_off_hours between 0 and 2160),
        max_party integer not null default 10 check (max_party between 1 and 20),
        -- Whether people are also offered what is not on sale at the moment.
        outside_sale boolean not null default false,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, event_id),
        foreign key (organization_id, event_id) references events (organization_id, id)
      );
      select app_protect('waiting_lists');
      select app_versioned('waiting_lists');

      create table waiting_entries (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        email text not null check (email ~ '^[^@[:space:][:upper:]]+@[^@[:space:][:upper:]]+$'),
        name text not null check (name <> ''),
        locale text not null check (locale in ('en', 'ru')),
        party_size integer not null check (party_size between 1 and 20),
        -- Whether fewer places than that are welcome too.
        partial boolean not null default false,
        priority integer not null default 0,
        lottery_rank bigint not null,
        -- The place in the queue counts from here.
        joined_at timestamptz not null default clock_timestamp(),
        state text not null default 'waiting' check (state in ('waiting', 'offered', 'paused', 'fulfilled', 'left', 'removed')),
        -- Why nothing is offered: an offer was declined, or ran out, or was taken back; or an organiser wants it so.
        paused_because text check (paused_because in ('declined', 'expired', 'revoked', 'organizer')),
        link_mailed_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, event_id, id),
        foreign key (organization_id, event_id) references events (organization_id, id),
        check ((state = 'paused') = (paused_because is not null))
      );
      create unique index one_live_waiting_entry on waiting_entries (organization_id, event_id, email)
        where state in ('waiting', 'offered', 'paused');
      create index waiting_entries_in_line on waiting_entries (organization_id, event_id, priority desc, joined_at, id)
        where state = 'waiting';
      create index waiting_entries_offered on waiting_entries (organization_id, event_id) where state = 'offered';
      select app_protect('waiting_entries');
      select app_versioned('waiting_entries');

      -- What somebody would take, the best first.
      create table waiting_products (
        organization_id uuid not null references organizations,
        event_id uuid not null,
        entry_id uuid not null,
        preference integer not null check (preference between 1 and 5),
        ticket_type_id uuid not null,
        variation_id uuid,
        primary key (entry_id, preference),
        unique nulls not distinct (entry_id, ticket_type_id, variation_id),
        foreign key (organization_id, event_id, entry_id) references waiting_entries (organization_id, event_id, id),
        foreign key (organization_id, event_id, ticket_type_id) references ticket_types (organization_id, event_id, id) on delete cascade,
        foreign key (organization_id, ticket_type_id, variation_id) references ticket_variations (organization_id, ticket_type_id, id) on delete cascade
      );
      create index on waiting_products (organization_id, event_id, ticket_type_id, variation_id);
      select app_protect('waiting_products');

      -- Who went before others, why, and who said so.
      create table waiting_priority_changes (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        entry_id uuid not null,
        before integer not null,
        after integer not null,
        reason text not null check (reason <> ''),
        changed_by text not null,
        created_at timestamptz not null default now(),
        unique (organization_id, id),
        foreign key (organization_id, entry_id) references waiting_entries (organization_id, id)
      );
      create index on waiting_priority_changes (organization_id, entry_id);
      select app_protect('waiting_priority_changes', 'append');

      -- Places that are kept for somebody for a while: the hold keeps them, this says for whom.
      create table waiting_offers (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        entry_id uuid not null,
        hold_id uuid not null,
        ticket_type_id uuid not null,
        variation_id uuid,
        count integer not null check (count >= 1),
        -- 'claimed': the person has begun to order; 'fulfilled': they have.
        state text not null default 'pending' check (state in ('pending', 'claimed', 'fulfilled', 'declined', 'expired', 'revoked')),
        expires_at timestamptz not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, hold_id),
        foreign key (organization_id, event_id, entry_id) references waiting_entries (organization_id, event_id, id),
        foreign key (organization_id, event_id, hold_id) references holds (organization_id, event_id, id),
        foreign key (organization_id, event_id, ticket_type_id) references ticket_types (organization_id, event_id, id)
      );
      create unique index one_open_waiting_offer on waiting_offers (organization_id, entry_id) where state in ('pending', 'claimed');
      create index waiting_offers_open on waiting_offers (organization_id, event_id, expires_at) where state in ('pending', 'claimed');
      create index on waiting_offers (organization_id, entry_id);
      select app_protect('waiting_offers');
      select app_versioned('waiting_offers');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
