import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Contacts with consent and past attendance, segments, and the audience that was frozen for each event. */
export class CreateAudience1764000300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(people);
    await runner.query(targeting);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}

const people = `
  create table contacts (
    id uuid primary key default uuidv7(),
    organization_id uuid not null references organizations,
    email text not null check (email ~ '^[^@[:space:][:upper:]]+@[^@[:space:][:upper:]]+$' and length(email) <= 254),
    name text check (name <> ''),
    city text,
    -- The city as it is compared: folded by the application, since lower() depends on the database's collation.
    city_key text check ((city is null) = (city_key is null)),
    locale text check (locale in ('en', 'ru')),
    tags text[] not null default '{}' check (array_position(tags, null) is null),
    interests text[] not null default '{}' check (array_position(interests, null) is null),
    do_not_contact text check (do_not_contact in ('unsubscribed', 'bounced', 'manual')),
    do_not_contact_since timestamptz check ((do_not_contact is null) = (do_not_contact_since is null)),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version integer not null default 1,
    unique (organization_id, id),
    unique (organization_id, email)
  );
  create index on contacts (organization_id, updated_at, id);
  select app_protect('contacts');
  select app_versioned('contacts');

  -- What a person decided about a purpose, when, and how we know. The newest decision holds; nothing is ever overwritten.
  create table consents (
    id uuid primary key default uuidv7(),
    organization_id uuid not null references organizations,
    contact_id uuid not null,
    purpose text not null check (purpose in ('event-invitations', 'newsletter', 'survey')),
    decision text not null check (decision in ('granted', 'withdrawn')),
    text_version text,
    channel text not null check (channel in ('form', 'paper', 'spoken', 'import', 'unsubscribe-page', 'one-click')),
    occurred_at timestamptz not null,
    created_at timestamptz not null default now(),
    unique (organization_id, id),
    foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete cascade
  );
  create index on consents (organization_id, contact_id, purpose, occurred_at desc, id desc);
  select app_protect('consents', 'append');

  create table contact_activities (
    id uuid primary key default uuidv7(),
    organization_id uuid not null references organizations,
    contact_id uuid not null,
    kind text not null check (kind in ('attended')),
    label text not null check (label <> ''),
    -- The label as it is compared.
    label_key text not null check (label_key <> ''),
    occurred_on date not null,
    event_id uuid,
    source text not null check (source in ('import', 'check-in')),
    created_at timestamptz not null default now(),
    unique (organization_id, id),
    unique (organization_id, contact_id, kind, label_key, occurred_on),
    unique (organization_id, contact_id, kind, event_id),
    foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete cascade,
    foreign key (organization_id, event_id) references events (organization_id, id)
  );
  select app_protect('contact_activities', 'append');
`;

const targeting = `
  create table segments (
    id uuid primary key default uuidv7(),
    organization_id uuid not null references organizations,
    name text not null check (name <> ''),
    rule jsonb not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version integer not null default 1,
    unique (organization_id, id)
  );
  create index on segments (organization_id, updated_at, id);
  select app_protect('segments');
  select app_versioned('segments');

  -- Who was targeted, as of one moment. It keeps the rule and the name it was made from, so it outlives the segment.
  create table audience_snapshots (
    id uuid primary key default uuidv7(),
    organization_id uuid not null references organizations,
    event_id uuid not null,
    segment_id uuid,
    segment_name text not null,
    rule jsonb not null,
    size integer not null check (size >= 0),
    superseded_at timestamptz,
    created_at timestamptz not null default now(),
    unique (organization_id, id),
    unique (organization_id, id, event_id),
    foreign key (organization_id, event_id) references events (organization_id, id),
    foreign key (organization_id, segment_id) references segments (organization_id, id) on delete set null (segment_id)
  );
  create unique index audience_snapshots_one_current on audience_snapshots (organization_id, event_id) where superseded_at is null;
  select app_protect('audience_snapshots', 'append');
  grant update (superseded_at) on audience_snapshots to turnout_app;

  -- A row stays when its person is erased, without the person: the numbers of the past do not change.
  create table audience_members (
    id uuid primary key default uuidv7(),
    organization_id uuid not null references organizations,
    snapshot_id uuid not null,
    event_id uuid not null,
    contact_id uuid,
    created_at timestamptz not null default now(),
    unique (organization_id, id),
    unique (organization_id, snapshot_id, contact_id),
    foreign key (organization_id, snapshot_id, event_id) references audience_snapshots (organization_id, id, event_id),
    foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete set null (contact_id)
  );
  create index on audience_members (organization_id, contact_id);
  select app_protect('audience_members', 'append');
`;
