import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People, their memberships, sessions, API keys, invitations; strategic objectives of an organisation. */
export class CreateIdentity1764000100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A person may belong to several organisations, so people belong to none.
      create table users (
        id uuid primary key default uuidv7(),
        email text not null unique check (email = lower(email)),
        name text not null,
        password_hash text not null,
        created_at timestamptz not null default now()
      );
      grant select, insert, update on users to turnout_app;

      create table members (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        user_id uuid not null references users,
        role text not null check (role in ('owner', 'manager', 'finance', 'door', 'analyst')),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, user_id)
      );
      create index on members (user_id);
      select app_protect('members');
      select app_versioned('members');

      -- Which organisations a person may sign in to, and as what; kept apart because it is asked before an organisation is known.
      create table memberships_of_users (
        user_id uuid not null references users,
        organization_id uuid not null references organizations,
        role text not null,
        primary key (user_id, organization_id)
      );
      grant select, insert, update, delete on memberships_of_users to turnout_app;
      create function app_mirror_membership() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' then
          delete from memberships_of_users where user_id = old.user_id and organization_id = old.organization_id;
        else
          insert into memberships_of_users values (new.user_id, new.organization_id, new.role)
            on conflict (user_id, organization_id) do update set role = excluded.role;
        end if;
        return null;
      end $$;
      create trigger mirror after insert or update or delete on members for each row execute function app_mirror_membership();

      create table sessions (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        user_id uuid not null references users,
        token_hash bytea not null unique,
        expires_at timestamptz not null,
        ended_at timestamptz,
        created_at timestamptz not null default now()
      );
      create index on sessions (user_id);
      select app_protect('sessions', 'full', 'token_hash');

      create table api_keys (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        name text not null,
        prefix text not null,
        token_hash bytea not null unique,
        permissions text[] not null check (permissions <> '{}'),
        created_by uuid not null references users,
        expires_at timestamptz,
        revoked_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id)
      );
      select app_protect('api_keys', 'full', 'token_hash');
      select app_versioned('api_keys');

      create table member_invitations (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        email text not null check (email = lower(email)),
        name text not null,
        role text not null check (role in ('owner', 'manager', 'finance', 'door', 'analyst')),
        locale text not null check (locale in ('en', 'ru')),
        invited_by uuid not null references users,
        expires_at timestamptz not null,
        accepted_at timestamptz,
        created_at timestamptz not null default now(),
        unique (organization_id, id)
      );
      select app_protect('member_invitations');

      create table objectives (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        parent_id uuid,
        title jsonb not null,
        description jsonb,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        foreign key (organization_id, parent_id) references objectives (organization_id, id),
        check (parent_id <> id)
      );
      create index on objectives (organization_id, parent_id);
      select app_protect('objectives');
      select app_versioned('objectives');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
