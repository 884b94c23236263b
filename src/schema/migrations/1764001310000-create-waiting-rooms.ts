import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The line in front of the sale when everybody comes at once. */
export class CreateWaitingRooms1764001310000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- No row: nobody has to wait before they take places.
      create table waiting_rooms (
        event_id uuid primary key,
        organization_id uuid not null references organizations,
        enabled boolean not null default true,
        opens_at timestamptz not null,
        -- The order of those who come before it opens.
        sort text not null default 'queue' check (sort in ('queue', 'lottery')),
        -- How long somebody whose turn has come may take places.
        admission_minutes integer not null default 15 check (admission_minutes between 1 and 240),
        -- The sections of the pace, [{"at": instant, "number": n, "pace": per minute}]: number n is admitted at the instant,
        -- those after it one by one at that pace. Who is admitted when follows from it and from the clock alone.
        schedule jsonb not null,
        -- A room that opens anew starts another round; places of earlier ones are over.
        round integer not null default 1,
        -- When those who came before were numbered, and by which seed.
        opened_at timestamptz,
        seed uuid,
        last_number integer not null default 0 check (last_number >= 0),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, event_id),
        foreign key (organization_id, event_id) references events (organization_id, id),
        check ((opened_at is null) = (seed is null))
      );
      select app_protect('waiting_rooms');
      -- Numbers that are given out are no change of the settings.
      create trigger touch before update on waiting_rooms for each row
        when ((new.last_number, new.opened_at) is not distinct from (old.last_number, old.opened_at)) execute function app_touch();

      create table room_places (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        round integer not null,
        -- Null until the room opens.
        number integer check (number >= 1),
        created_at timestamptz not null default clock_timestamp(),
        unique (organization_id, id),
        unique (organization_id, event_id, round, number),
        foreign key (organization_id, event_id) references events (organization_id, id)
      );
      create index room_places_without_number on room_places (organization_id, event_id, round) where number is null;
      select app_protect('room_places');

      -- Whoever was admitted has one cart at a time, in however many windows.
      alter table holds
        add column room_place_id uuid,
        add foreign key (organization_id, room_place_id) references room_places (organization_id, id);
      create unique index one_open_cart_of_a_room_place on holds (organization_id, room_place_id)
        where state = 'active' and room_place_id is not null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
