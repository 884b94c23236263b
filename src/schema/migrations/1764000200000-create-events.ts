import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events with their concept, and goals that freeze at publication. */
export class CreateEvents1764000200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table events (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        objective_id uuid,
        no_objective_reason text,
        slug text not null,
        status text not null default 'draft' check (status in ('draft', 'published', 'cancelled', 'closed')),
        title jsonb not null,
        summary jsonb,
        description jsonb,
        theme jsonb,
        interaction jsonb,
        accessibility jsonb,
        format text not null check (format in ('online', 'offline', 'hybrid')),
        languages text[] not null check (languages <> '{}' and languages <@ array['en', 'ru']),
        code_of_conduct_url text,
        venue_name text,
        venue_address text,
        online_url text,
        time_zone text not null,
        -- The wall-clock times are what the organiser means; the instants follow from them and the zone.
        starts_local timestamp not null,
        ends_local timestamp not null,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        -- SEQUENCE of RFC 5545: rises when time or place change, never falls.
        calendar_sequence integer not null default 0 check (calendar_sequence >= 0),
        published_at timestamptz,
        cancelled_at timestamptz,
        cancellation_reason text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (slug),
        foreign key (organization_id, objective_id) references objectives (organization_id, id),
        check (starts_at < ends_at),
        check ((objective_id is null) <> (no_objective_reason is null)),
        check (format = 'online' or venue_name is not null or status = 'draft'),
        check ((status = 'draft') = (published_at is null))
      );
      create index on events (organization_id, objective_id);
      select app_protect('events');
      select app_versioned('events');

      create function app_sequence_rises() returns trigger language plpgsql as $$
      begin
        raise exception 'calendar_sequence must not fall' using errcode = 'check_violation';
      end $$;
      create trigger sequence_rises before update on events for each row
        when (new.calendar_sequence < old.calendar_sequence) execute function app_sequence_rises();

      create table event_moves (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        from_starts_at timestamptz not null,
        from_ends_at timestamptz not null,
        to_starts_at timestamptz not null,
        to_ends_at timestamptz not null,
        reason text,
        moved_by text not null,
        created_at timestamptz not null default now(),
        foreign key (organization_id, event_id) references events (organization_id, id)
      );
      create index on event_moves (organization_id, event_id);
      select app_protect('event_moves', 'append');

      create table goals (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        metric text not null check (metric in ('registrations', 'attendance', 'show-up-rate', 'nps', 'csat', 'survey-question', 'response-rate',
                                               'income', 'net-cost', 'net-cost-per-attendee', 'manual')),
        comparator text not null check (comparator in ('>=', '<=')),
        -- Money in minor units, rates as a share from 0 to 1, NPS from -100 to 100, counts as they are.
        target numeric not null,
        currency char(3),
        survey_question_key text,
        title jsonb,
        owner text,
        minimum_sample integer not null default 1 check (minimum_sample >= 1),
        read_at timestamptz,
        manual_value numeric,
        -- The goal as it stood at publication; an edit after that is kept and shown as moved.
        baseline jsonb,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        foreign key (organization_id, event_id) references events (organization_id, id),
        check ((metric in ('income', 'net-cost', 'net-cost-per-attendee')) = (currency is not null)),
        check ((metric = 'survey-question') = (survey_question_key is not null))
      );
      create index on goals (organization_id, event_id);
      select app_protect('goals');
      select app_versioned('goals');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
