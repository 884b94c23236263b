import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an event has for sale is asked before every page and every round of admission, and changes rarely: a stamp tells that it did. */
export class StampCatalogues1764001040000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A stamp is drawn anew with every change, in the same transaction, and never occurs twice: whoever has a copy with the
      -- stamp that stands here has what stands in the tables. The subject is an event, or the organisation for its taxes.
      create table catalogue_stamps (
        organization_id uuid not null references organizations,
        subject_id uuid not null,
        stamp uuid not null default gen_random_uuid(),
        primary key (organization_id, subject_id)
      ) with (fillfactor = 50);
      alter table catalogue_stamps enable row level security;
      alter table catalogue_stamps force row level security;
      create policy tenant on catalogue_stamps using (organization_id = (select app_organization())) with check (organization_id = (select app_organization()));
      grant select, insert, update on catalogue_stamps to turnout_app;

      create function app_stamp_catalogue() returns trigger language plpgsql as $$
      declare
        changed jsonb := to_jsonb(case tg_op when 'DELETE' then old else new end);
      begin
        insert into catalogue_stamps (organization_id, subject_id)
        values ((changed->>'organization_id')::uuid, coalesce(changed->>'event_id', changed->>'organization_id')::uuid)
        on conflict (organization_id, subject_id) do update set stamp = excluded.stamp;
        return null;
      end $$;

      create procedure app_stamp_changes_of(name regclass, condition text) language plpgsql as $$
      begin
        execute format('create trigger stamp_rows after insert or delete on %s for each row execute function app_stamp_catalogue()', name);
        execute format('create trigger stamp_changes after update on %s for each row %s execute function app_stamp_catalogue()', name, condition);
      end $$;

      -- Places that are taken or given back are no change of what is for sale.
      call app_stamp_changes_of('ticket_types', 'when ((new.held, new.sold) is not distinct from (old.held, old.sold))');
      call app_stamp_changes_of('ticket_variations', 'when ((new.held, new.sold) is not distinct from (old.held, old.sold))');
      call app_stamp_changes_of('sale_settings', '');
      call app_stamp_changes_of('tax_rules', '');
      call app_stamp_changes_of('add_on_categories', '');
      call app_stamp_changes_of('prices', '');
      call app_stamp_changes_of('quota_ticket_types', '');
      call app_stamp_changes_of('quota_ticket_variations', '');
      call app_stamp_changes_of('ticket_type_companions', '');
      call app_stamp_changes_of('ticket_type_add_ons', '');
      call app_stamp_changes_of('ticket_type_parts', '');
      call app_stamp_changes_of('fees', '');
      call app_stamp_changes_of('discounts', '');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
