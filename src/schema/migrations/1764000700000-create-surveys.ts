import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Surveys, and their answers in tables that name nobody.
 *
 * A token row knows its survey and whether it was used, not whose it is: the token is derived from the ticket and a secret
 * that is not in the database. Using it and leaving the answer share a transaction, hence xmin; mixing takes that away
 * again, since it writes all answers of the survey anew, under new ids, in an order drawn by chance. None of these tables
 * has an audit trigger, and none has a time.
 */
export class CreateSurveys1764000700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table surveys (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        title jsonb not null,
        introduction jsonb,
        state text not null default 'draft' check (state in ('draft', 'open', 'closed')),
        -- How many links were given out at opening.
        asked integer not null default 0 check (asked >= 0),
        opened_at timestamptz,
        closed_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        foreign key (organization_id, event_id) references events (organization_id, id),
        check ((state = 'draft') = (opened_at is null)),
        check ((state = 'closed') = (closed_at is not null)),
        check (state = 'draft' or asked > 0)
      );
      create index on surveys (organization_id, event_id);
      select app_protect('surveys');
      select app_versioned('surveys');

      create table survey_questions (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        survey_id uuid not null,
        position smallint not null check (position >= 0),
        key text not null check (key ~ '^[a-z][a-z0-9-]{0,49}$'),
        kind text not null check (kind in ('nps', 'rating', 'single-choice', 'multiple-choice', 'text')),
        text jsonb not null,
        required boolean not null,
        choices jsonb not null default '[]',
        condition jsonb,
        unique (organization_id, id),
        unique (survey_id, key),
        unique (survey_id, position),
        foreign key (organization_id, survey_id) references surveys (organization_id, id),
        check ((kind in ('single-choice', 'multiple-choice')) = (jsonb_array_length(choices) >= 2))
      );
      select app_protect('survey_questions');

      create function survey_questions_stay() returns trigger language plpgsql as $$
      begin
        if exists (select from surveys where id = coalesce(new.survey_id, old.survey_id) and state <> 'draft') then
          raise exception 'The questions of an opened survey stay as they are' using errcode = '23514', constraint = 'survey_questions_stay';
        end if;
        return coalesce(new, old);
      end $$;
      create trigger stay before insert or update or delete on survey_questions for each row execute function survey_questions_stay();

      create table survey_tokens (
        token_hash bytea primary key check (octet_length(token_hash) = 32),
        organization_id uuid not null references organizations,
        survey_id uuid not null,
        used boolean not null default false,
        foreign key (organization_id, survey_id) references surveys (organization_id, id)
      );
      create index on survey_tokens (organization_id, survey_id) include (token_hash) where used;

      -- Vacuumed at every turn, so that what was mixed does not linger as a dead row.
      create table survey_inbox (
        id uuid primary key default gen_random_uuid(),
        organization_id uuid not null references organizations,
        survey_id uuid not null,
        answers jsonb not null,
        foreign key (organization_id, survey_id) references surveys (organization_id, id)
      ) with (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
      create index on survey_inbox (survey_id);

      create table survey_responses (
        id uuid primary key,
        organization_id uuid not null references organizations,
        survey_id uuid not null,
        unique (organization_id, survey_id, id),
        foreign key (organization_id, survey_id) references surveys (organization_id, id)
      ) with (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);

      create table survey_answers (
        organization_id uuid not null references organizations,
        survey_id uuid not null,
        response_id uuid not null,
        question_id uuid not null,
        number smallint,
        choices text[],
        text text,
        primary key (response_id, question_id),
        foreign key (organization_id, survey_id, response_id) references survey_responses (organization_id, survey_id, id),
        foreign key (organization_id, question_id) references survey_questions (organization_id, id),
        check (num_nonnulls(number, choices, text) = 1),
        check (cardinality(choices) > 0),
        check (text <> '')
      ) with (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
      create index on survey_answers (survey_id, question_id) include (organization_id, number);

      do $$
      declare
        name text;
        own text := 'organization_id = (select app_organization())';
      begin
        foreach name in array array['survey_tokens', 'survey_inbox', 'survey_responses', 'survey_answers'] loop
          execute format('alter table %I enable row level security', name);
          execute format('alter table %I force row level security', name);
          execute format('create policy tenant on %I using (%s) with check (%s)', name,
            own || case name when 'survey_tokens' then ' or token_hash = (select app_secret())' else '' end, own);
          execute format('grant select, insert, update, delete on %I to turnout_app', name);
        end loop;
      end $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
