import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rooms, the draft of an agenda, and its releases, in which no room and no person is booked twice. */
export class CreateAgendas1764000500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table rooms (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        name text not null check (btrim(name) <> ''),
        capacity integer check (capacity > 0),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, event_id, id),
        unique (organization_id, event_id, name),
        foreign key (organization_id, event_id) references events (organization_id, id)
      );
      select app_protect('rooms');
      select app_versioned('rooms');

      -- The draft. It may clash: whoever moves sessions about needs to put two in one place for a moment.
      create table agenda_sessions (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        guid uuid not null,
        number integer not null check (number > 0),
        title jsonb not null check (title <> '{}'),
        subtitle jsonb not null default '{}',
        abstract jsonb not null default '{}',
        description jsonb not null default '{}',
        language text,
        track text,
        kind text not null check (kind in ('talk', 'workshop', 'break', 'other')),
        room_id uuid,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        persons text[] not null default '{}',
        links jsonb not null default '[]',
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, event_id, guid),
        unique (organization_id, event_id, number),
        foreign key (organization_id, event_id) references events (organization_id, id),
        foreign key (organization_id, event_id, room_id) references rooms (organization_id, event_id, id),
        check (ends_at > starts_at and ends_at <= starts_at + interval '24 hours')
      );
      create index on agenda_sessions (organization_id, event_id, room_id);
      select app_protect('agenda_sessions');
      select app_versioned('agenda_sessions');

      create table agenda_releases (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        number integer not null check (number > 0),
        name text not null check (btrim(name) <> ''),
        created_at timestamptz not null default now(),
        unique (organization_id, id),
        unique (organization_id, event_id, number),
        unique (organization_id, event_id, name),
        foreign key (organization_id, event_id) references events (organization_id, id)
      );
      select app_protect('agenda_releases', 'append');

      -- A session as a release has it: a copy, which what happens to the draft or to the room does not change.
      create table released_sessions (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        release_id uuid not null,
        -- The draft's session; it may be gone by now.
        session_id uuid not null,
        guid uuid not null,
        number integer not null,
        title jsonb not null,
        subtitle jsonb not null,
        abstract jsonb not null,
        description jsonb not null,
        language text,
        track text,
        kind text not null check (kind in ('talk', 'workshop', 'break', 'other')),
        room_id uuid,
        room_name text,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        during tstzrange not null generated always as (tstzrange(starts_at, ends_at, '[)')) stored check (not isempty(during)),
        persons text[] not null,
        links jsonb not null,
        created_at timestamptz not null default now(),
        unique (organization_id, id),
        unique (organization_id, release_id, id, during),
        unique (organization_id, release_id, guid),
        unique (organization_id, release_id, number),
        foreign key (organization_id, release_id) references agenda_releases (organization_id, id),
        foreign key (organization_id, event_id, room_id) references rooms (organization_id, event_id, id) on delete set null (room_id),
        constraint one_session_in_a_room exclude using gist (release_id with =, room_id with =, during with &&) deferrable initially deferred
      );
      create index on released_sessions (organization_id, event_id, session_id);
      create index on released_sessions (organization_id, event_id, room_id);
      select app_protect('released_sessions', 'append');

      -- Who is busy when, in a release. The time follows the session's by the foreign key.
      create table released_session_persons (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        release_id uuid not null,
        released_session_id uuid not null,
        -- The name without differences of case and spacing: agendas know people by name only.
        person_key text not null check (person_key <> ''),
        during tstzrange not null,
        created_at timestamptz not null default now(),
        unique (organization_id, id),
        unique (organization_id, released_session_id, person_key),
        foreign key (organization_id, release_id, released_session_id, during)
          references released_sessions (organization_id, release_id, id, during) on update cascade,
        constraint one_session_of_a_person exclude using gist (release_id with =, person_key with =, during with &&) deferrable initially deferred
      );
      select app_protect('released_session_persons', 'append');

      -- Which moves of the event the agenda has followed: a move that is told twice shifts it once.
      create table agenda_moves (
        organization_id uuid not null references organizations,
        event_id uuid not null,
        calendar_sequence integer not null,
        shift_minutes integer not null,
        created_at timestamptz not null default now(),
        primary key (organization_id, event_id, calendar_sequence),
        foreign key (organization_id, event_id) references events (organization_id, id)
      );
      select app_protect('agenda_moves', 'append');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
