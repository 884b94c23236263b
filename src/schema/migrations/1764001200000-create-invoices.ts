import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Invoices and credit notes: numbered without gaps, never changed. */
export class CreateInvoices1764001200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Who sells, as it stands on invoices to come.
      create table invoice_settings (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        legal_name text not null check (legal_name <> ''),
        address text not null check (address <> ''),
        tax_number text,
        footer text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id)
      );
      select app_protect('invoice_settings');
      select app_versioned('invoice_settings');

      -- Who buys, where it is somebody else than who ordered.
      create table invoice_addresses (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        order_id uuid not null,
        name text not null check (name <> ''),
        address text not null check (address <> ''),
        tax_number text,
        -- Whether the invoice is wanted before the money came.
        up_front boolean not null default false,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, order_id),
        foreign key (organization_id, order_id) references orders (organization_id, id)
      );
      select app_protect('invoice_addresses');
      select app_versioned('invoice_addresses');

      -- Whoever issues takes the next number in the transaction that writes the invoice, and locks this row until its end:
      -- what is rolled back gives its number back, and nobody has taken the next one meanwhile.
      create table invoice_numbers (
        organization_id uuid not null references organizations,
        series text not null check (series in ('invoice', 'credit-note')),
        year integer not null check (year between 2000 and 9999),
        next integer not null default 1 check (next >= 1),
        primary key (organization_id, series, year)
      );
      alter table invoice_numbers enable row level security;
      alter table invoice_numbers force row level security;
      create policy tenant on invoice_numbers using (organization_id = (select app_organization()))
        with check (organization_id = (select app_organization()));
      grant select, insert, update on invoice_numbers to turnout_app;

      create table invoices (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        order_id uuid not null,
        kind text not null check (kind in ('invoice', 'credit-note')),
        -- The year where the organisation is.
        year integer not null,
        number integer not null check (number >= 1),
        -- As it is printed: INV-2027-00001.
        code text not null,
        -- The invoice that a credit note takes back, in whole or in part.
        refers_to uuid,
        total_amount bigint not null check (total_amount > 0),
        total_currency char(3) not null,
        -- Everything that stands on it, so that it is printed the same for ever.
        snapshot jsonb not null,
        created_at timestamptz not null default clock_timestamp(),
        updated_at timestamptz not null generated always as (created_at) stored,
        unique (organization_id, id),
        unique (organization_id, order_id, id),
        unique (organization_id, kind, year, number),
        unique (organization_id, code),
        foreign key (organization_id, event_id, order_id) references orders (organization_id, event_id, id),
        foreign key (organization_id, order_id, refers_to) references invoices (organization_id, order_id, id),
        check ((kind = 'credit-note') = (refers_to is not null))
      );
      create index on invoices (organization_id, event_id, id);
      create index on invoices (organization_id, order_id, id);
      select app_protect('invoices', 'append');

      -- Also for the owner of the tables: an invoice that was handed out stays as it is.
      create function invoices_stay() returns trigger language plpgsql as $$
      begin
        raise exception 'an invoice is never changed' using errcode = '23514', constraint = 'invoices_stay';
      end $$;
      create trigger stay before update or delete on invoices for each row execute function invoices_stay();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
