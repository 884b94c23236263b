import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is let in where and when: check-in lists, with entry, exit and re-entry; questions that the door asks. */
export class CreateCheckInLists1764001410000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- An event without any has one by default: every ticket once, at any time.
      create table check_in_lists (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        name text not null check (name <> ''),
        -- Both empty: every type that admits. An add-on is let in only where its type is named.
        ticket_type_ids uuid[] not null default '{}',
        variation_ids uuid[] not null default '{}',
        opens_at timestamptz,
        closes_at timestamptz,
        -- How often one ticket is let in: once; again after it went out; as often as it comes.
        entries text not null default 'single' check (entries in ('single', 'after-exit', 'multiple')),
        -- Whether orders that admit before they are paid are let in here.
        includes_pending boolean not null default true,
        max_entries integer check (max_entries >= 1),
        -- By the calendar of the event's time zone.
        max_entries_per_day integer check (max_entries_per_day >= 1),
        minutes_between integer check (minutes_between >= 1),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, event_id, id),
        foreign key (organization_id, event_id) references events (organization_id, id),
        check (closes_at > opens_at)
      );
      select app_protect('check_in_lists');
      select app_versioned('check_in_lists');

      alter table questions add column asked_at text not null default 'registration'
        check (asked_at in ('registration', 'check-in')),
        add check (asked_at = 'registration' or scope = 'attendee');

      alter table scans drop constraint scans_outcome_check, drop constraint scans_reason_check;
      alter table scans
        -- Null: the list that an event has by default.
        add column list_id uuid,
        add column kind text not null default 'entry' check (kind in ('entry', 'exit')),
        -- Whether the list took single entries when this was judged.
        add column single boolean not null default true,
        -- How many scans of this ticket on this list had been reverted when this was judged.
        add column round integer not null default 0 check (round >= 0),
        -- The device's clock; it counts for a scan that was decided without a connection.
        add column device_at timestamptz,
        add column offline boolean not null default false,
        add column happened_at timestamptz generated always as (case when offline then device_at else scanned_at end) stored,
        add column reverts_id uuid,
        -- Answers to questions that the door asks.
        add column answers jsonb not null default '{}',
        -- What the verdict said beyond its reason: the amount due, the rule, the questions.
        add column details jsonb not null default '{}',
        add constraint scans_outcome_check check (outcome in ('admitted', 'left', 'refused', 'reverted')),
        add constraint scans_reason_check check (reason in (
          'unknown-code', 'wrong-event', 'event-cancelled', 'event-closed', 'cancelled', 'unapproved', 'not-paid', 'blocked',
          'code-replaced', 'wrong-type', 'wrong-time', 'rules', 'incomplete', 'already-admitted')),
        add check ((outcome = 'reverted') = (reverts_id is not null)),
        add check (not offline or device_at is not null),
        add foreign key (organization_id, event_id, list_id) references check_in_lists (organization_id, event_id, id),
        add foreign key (organization_id, reverts_id) references scans (organization_id, id);

      -- One success per ticket and list of single entries, whatever number of devices scan it in the same millisecond. After
      -- the success was reverted there is a new round.
      drop index scans_one_admission;
      create unique index scans_one_admission on scans (organization_id, ticket_id, list_id, round) nulls not distinct
        where outcome = 'admitted' and single;
      create unique index scans_reverted_once on scans (organization_id, reverts_id) where reverts_id is not null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
