import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Roles, row-level security, audit trail, and the tables of the platform: links, mails, idempotency keys. */
export class CreatePlatform1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create extension if not exists btree_gist;

      do $$ begin
        if not exists (select from pg_roles where rolname = 'turnout_app') then
          create role turnout_app nologin nosuperuser nobypassrls;
        end if;
      exception when duplicate_object then null;
      end $$;
      do $$ begin
        execute format('grant turnout_app to %I with set true', current_user);
      end $$;
      grant usage on schema public to turnout_app;

      -- The organisation on whose behalf the transaction runs; null shows no tenant's rows at all.
      create function app_organization() returns uuid language sql stable parallel safe
        as $$ select nullif(current_setting('app.organization_id', true), '')::uuid $$;

      -- The hash of the secret in hand while no organisation is known yet.
      create function app_secret() returns bytea language sql stable parallel safe
        as $$ select decode(nullif(current_setting('app.secret_hash', true), ''), 'hex') $$;

      create table organizations (
        id uuid primary key default uuidv7(),
        name text not null check (name <> ''),
        mission jsonb,
        locale text not null default 'en' check (locale in ('en', 'ru')),
        time_zone text not null default 'UTC',
        currency char(3) not null default 'EUR',
        contact_email text not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1
      );

      create table audit_entries (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        at timestamptz not null default now(),
        actor text not null,
        table_name text not null,
        row_id uuid,
        operation text not null check (operation in ('insert', 'update', 'delete')),
        changed text[] not null default '{}'
      );
      create index on audit_entries (organization_id, id);

      -- What people and keys change leaves an entry, in the same transaction: which row, which columns, never their content.
      create function app_audit() returns trigger language plpgsql as $$
      declare
        after_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
        before_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
        kept jsonb := coalesce(after_row, before_row);
      begin
        insert into audit_entries (organization_id, actor, table_name, row_id, operation, changed)
        values (
          (kept->>'organization_id')::uuid, current_setting('app.actor', true), tg_table_name, (kept->>'id')::uuid, lower(tg_op),
          case when tg_op = 'UPDATE' then
            array(select key from jsonb_each(after_row) where value is distinct from before_row->key and key not in ('updated_at', 'version') order by key)
          else '{}' end);
        return null;
      end $$;

      create function app_touch() returns trigger language plpgsql as $$
      begin
        new.version := old.version + 1;
        new.updated_at := now();
        return new;
      end $$;

      -- Closes a tenant's table: rows of one organisation only, for everybody, and an audit entry for each change.
      -- mode 'append' grants no update and no delete; secret names a column whose hash opens the row without an organisation.
      create procedure app_protect_table(name regclass, mode text, secret text) language plpgsql as $$
      declare
        own text := 'organization_id = (select app_organization())';
      begin
        execute format('alter table %s enable row level security', name);
        execute format('alter table %s force row level security', name);
        execute format('create policy tenant on %s using (%s) with check (%s)', name,
          own || case when secret is null then '' else format(' or %I = (select app_secret())', secret) end, own);
        execute format('grant select, insert%s on %s to turnout_app', case when mode = 'append' then '' else ', update, delete' end, name);
        execute format('create trigger audit after insert or update or delete on %s for each row
          when (current_setting(''app.actor'', true) <> '''') execute function app_audit()', name);
      end $$;

      create function app_protect(name text, mode text default 'full', secret text default null) returns void language plpgsql as $$
      begin
        call app_protect_table(name::regclass, mode, secret);
      end $$;

      create function app_versioned(name text) returns void language plpgsql as $$
      begin
        execute format('create trigger touch before update on %s for each row execute function app_touch()', name::regclass);
      end $$;

      alter table organizations enable row level security;
      alter table organizations force row level security;
      create policy tenant on organizations using (id = (select app_organization())) with check (id = (select app_organization()));
      grant select, insert, update on organizations to turnout_app;
      select app_versioned('organizations');

      alter table audit_entries enable row level security;
      alter table audit_entries force row level security;
      create policy tenant on audit_entries using (organization_id = (select app_organization())) with check (organization_id = (select app_organization()));
      grant select, insert on audit_entries to turnout_app;

      -- The ids alone, for work that goes through all organisations one after the other; it tells nothing about them.
      create table organization_ids (id uuid primary key references organizations on delete cascade);
      grant select, insert on organization_ids to turnout_app;
      create function app_register_organization() returns trigger language plpgsql as $$
      begin
        insert into organization_ids values (new.id);
        return null;
      end $$;
      create trigger register after insert on organizations for each row execute function app_register_organization();
      create function app_organizations() returns setof uuid language sql stable as $$ select id from organization_ids order by id $$;

      create table idempotency_keys (
        organization_id uuid not null references organizations,
        principal text not null,
        key text not null,
        fingerprint bytea not null,
        response bytea not null,
        created_at timestamptz not null default now(),
        primary key (organization_id, principal, key)
      );
      create index on idempotency_keys (created_at);
      alter table idempotency_keys enable row level security;
      alter table idempotency_keys force row level security;
      create policy tenant on idempotency_keys using (organization_id = (select app_organization())) with check (organization_id = (select app_organization()));
      grant select, insert, update, delete on idempotency_keys to turnout_app;

      -- A capability by link: whoever has the token may do what the kind allows with the subject. Only hashes are kept.
      create table links (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        kind text not null,
        subject_id uuid not null,
        generation integer not null default 1,
        token_hash bytea not null unique,
        expires_at timestamptz,
        revoked_at timestamptz,
        created_at timestamptz not null default now(),
        unique (organization_id, kind, subject_id, generation)
      );
      select app_protect('links', 'full', 'token_hash');

      create table mails (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        template text not null,
        -- What makes the mail one of its kind: the same key is never mailed twice.
        key text not null,
        address text not null,
        name text,
        locale text not null check (locale in ('en', 'ru')),
        data jsonb not null default '{}',
        state text not null default 'queued' check (state in ('queued', 'sent', 'failed', 'dropped')),
        attempts integer not null default 0,
        problem text,
        sent_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, key)
      );
      select app_protect('mails');
      select app_versioned('mails');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
