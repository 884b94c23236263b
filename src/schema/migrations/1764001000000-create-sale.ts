import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is for sale and at what price: settings of the sale, taxes, fees, variations, prices, add-ons, bundles, codes, discounts. */
export class CreateSale1764001000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- No row: the defaults, which are those of a free event.
      create table sale_settings (
        event_id uuid primary key,
        organization_id uuid not null references organizations,
        -- In which one may pay; the first is the default. None: only what is free can be taken.
        currencies char(3)[] not null default '{}',
        rounding text not null default 'line' check (rounding in ('line', 'sum-by-net', 'sum-by-net-keep-gross')),
        hold_minutes integer not null default 15 check (hold_minutes between 1 and 120),
        -- How long a pending order waits for its money.
        payment_hours integer not null default 72 check (payment_hours between 1 and 2160),
        pending_admits boolean not null default false,
        one_order_per_person boolean not null default true,
        -- Whether an address must be proven before a limit per person is believed.
        verify_email boolean not null default false,
        -- How many carts one visitor may hold at a time.
        open_holds integer not null default 5 check (open_holds between 1 and 100),
        cancellation_policy jsonb not null default '{"byAttendee": true, "until": null, "steps": [{"hoursBefore": 0, "rate": 100000}], "fee": null}',
        transfers boolean not null default true,
        resale boolean not null default false,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, event_id),
        foreign key (organization_id, event_id) references events (organization_id, id)
      );
      select app_protect('sale_settings');
      select app_versioned('sale_settings');

      -- Rates are thousandths of a percent: 20000 is 20 %, 8875 is 8.875 %.
      create table tax_rules (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        name jsonb not null,
        rate integer not null check (rate between 0 and 100000),
        -- Whether prices already have it in them.
        inclusive boolean not null default true,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id)
      );
      select app_protect('tax_rules');
      select app_versioned('tax_rules');

      create table add_on_categories (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        name jsonb not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, event_id, id),
        foreign key (organization_id, event_id) references events (organization_id, id)
      );
      select app_protect('add_on_categories');
      select app_versioned('add_on_categories');

      alter table quotas add column close_when_sold_out boolean not null default false, add column closed_at timestamptz;

      -- Prices have a table of their own now; nothing was ever sold at one.
      alter table ticket_types
        drop column price_amount, drop column price_currency,
        add column position integer not null default 0,
        -- Add-ons are taken with a ticket, in one of its categories, and admit nobody by themselves.
        add column kind text not null default 'admission' check (kind in ('admission', 'add-on')),
        add column category_id uuid,
        add column pricing text not null default 'fixed' check (pricing in ('fixed', 'donation')),
        add column channel text not null default 'public' check (channel in ('public', 'door', 'internal')),
        add column approval boolean not null default false,
        add column names_later boolean not null default false,
        add column max_per_person integer check (max_per_person >= 1),
        add column tax_rule_id uuid,
        add foreign key (organization_id, event_id, category_id) references add_on_categories (organization_id, event_id, id),
        add foreign key (organization_id, tax_rule_id) references tax_rules (organization_id, id),
        add check ((kind = 'add-on') = (category_id is not null));

      create table ticket_variations (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        ticket_type_id uuid not null,
        name jsonb not null,
        position integer not null default 0,
        sale_starts_at timestamptz,
        sale_ends_at timestamptz,
        held integer not null default 0 check (held >= 0),
        sold integer not null default 0 check (sold >= 0),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, event_id, id),
        unique (organization_id, ticket_type_id, id),
        foreign key (organization_id, event_id, ticket_type_id) references ticket_types (organization_id, event_id, id) on delete cascade,
        check (sale_ends_at > sale_starts_at)
      ) with (fillfactor = 50);
      select app_protect('ticket_variations');
      create trigger touch before update on ticket_variations for each row
        when ((new.held, new.sold) is not distinct from (old.held, old.sold)) execute function app_touch();

      -- A ticket of a variation takes a place from these quotas too, besides those of its type.
      create table quota_ticket_variations (
        organization_id uuid not null references organizations,
        event_id uuid not null,
        quota_id uuid not null,
        variation_id uuid not null,
        primary key (quota_id, variation_id),
        foreign key (organization_id, event_id, quota_id) references quotas (organization_id, event_id, id),
        foreign key (organization_id, event_id, variation_id) references ticket_variations (organization_id, event_id, id) on delete cascade
      );
      create index on quota_ticket_variations (organization_id, variation_id);
      select app_protect('quota_ticket_variations');

      -- What a type costs in each currency; what a variation costs where that differs. For a donation it is the least.
      create table prices (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        ticket_type_id uuid not null,
        variation_id uuid,
        currency char(3) not null,
        amount bigint not null check (amount >= 0),
        unique nulls not distinct (organization_id, ticket_type_id, variation_id, currency),
        unique (organization_id, id),
        foreign key (organization_id, event_id, ticket_type_id) references ticket_types (organization_id, event_id, id) on delete cascade,
        foreign key (organization_id, ticket_type_id, variation_id) references ticket_variations (organization_id, ticket_type_id, id) on delete cascade
      );
      create index on prices (organization_id, event_id);
      select app_protect('prices');

      -- "Only with": an order that has the type must have a ticket of one of these.
      create table ticket_type_companions (
        organization_id uuid not null references organizations,
        event_id uuid not null,
        ticket_type_id uuid not null,
        companion_id uuid not null,
        primary key (ticket_type_id, companion_id),
        foreign key (organization_id, event_id, ticket_type_id) references ticket_types (organization_id, event_id, id) on delete cascade,
        foreign key (organization_id, event_id, companion_id) references ticket_types (organization_id, event_id, id)
      );
      select app_protect('ticket_type_companions');

      -- Each ticket of the type may, or must, have between so many add-ons of the category.
      create table ticket_type_add_ons (
        organization_id uuid not null references organizations,
        event_id uuid not null,
        ticket_type_id uuid not null,
        category_id uuid not null,
        min_count integer not null default 0 check (min_count >= 0),
        max_count integer not null default 1 check (max_count >= min_count),
        primary key (ticket_type_id, category_id),
        foreign key (organization_id, event_id, ticket_type_id) references ticket_types (organization_id, event_id, id) on delete cascade,
        foreign key (organization_id, event_id, category_id) references add_on_categories (organization_id, event_id, id)
      );
      select app_protect('ticket_type_add_ons');

      -- A bundle: each ticket of the type comes with so many of the part, which cost nothing beside it.
      create table ticket_type_parts (
        organization_id uuid not null references organizations,
        event_id uuid not null,
        ticket_type_id uuid not null,
        part_id uuid not null,
        count integer not null default 1 check (count between 1 and 10),
        primary key (ticket_type_id, part_id),
        foreign key (organization_id, event_id, ticket_type_id) references ticket_types (organization_id, event_id, id) on delete cascade,
        foreign key (organization_id, event_id, part_id) references ticket_types (organization_id, event_id, id),
        check (part_id <> ticket_type_id)
      );
      select app_protect('ticket_type_parts');

      create table fees (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        name jsonb not null,
        -- 'ticket': once for each ticket that costs something; 'order': once for an order that costs something.
        per text not null check (per in ('order', 'ticket')),
        rate integer check (rate between 0 and 100000),
        -- By currency, in minor units: {"EUR": 150}. With a rate both add up.
        amounts jsonb not null default '{}',
        tax_rule_id uuid,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        foreign key (organization_id, event_id) references events (organization_id, id),
        foreign key (organization_id, tax_rule_id) references tax_rules (organization_id, id)
      );
      create index on fees (organization_id, event_id);
      select app_protect('fees');
      select app_versioned('fees');

      create table codes (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        -- In upper case; people may type it as they like.
        code text not null check (code ~ '^[0-9A-Z_-]{3,40}$'),
        tag text,
        effect text not null check (effect in ('none', 'set', 'subtract', 'percent')),
        -- Minor units for 'set' and 'subtract', by currency; thousandths of a percent for 'percent'.
        amounts jsonb not null default '{}',
        rate integer check (rate between 0 and 100000),
        -- Both empty: everything.
        ticket_type_ids uuid[] not null default '{}',
        variation_ids uuid[] not null default '{}',
        opens_hidden boolean not null default false,
        valid_from timestamptz,
        valid_until timestamptz,
        -- In tickets.
        max_uses integer check (max_uses >= 1),
        max_per_order integer check (max_per_order >= 1),
        max_per_person integer check (max_per_person >= 1),
        -- How much may be given away in all, in one currency.
        budget_amount bigint check (budget_amount >= 0),
        budget_currency char(3),
        -- An allotment: tickets with this code take their places from this hold of the organiser.
        hold_id uuid,
        used integer not null default 0 check (used >= 0),
        given_away bigint not null default 0 check (given_away >= 0),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, event_id, id),
        unique (organization_id, event_id, code),
        foreign key (organization_id, event_id) references events (organization_id, id),
        check ((effect = 'percent') = (rate is not null)),
        check ((budget_amount is null) = (budget_currency is null)),
        check (valid_until > valid_from),
        -- The last guards, as with places.
        constraint uses_within_limit check (used <= max_uses),
        constraint given_away_within_budget check (given_away <= budget_amount)
      ) with (fillfactor = 50);
      select app_protect('codes');
      create trigger touch before update on codes for each row
        when ((new.used, new.given_away) is not distinct from (old.used, old.given_away)) execute function app_touch();

      -- Discounts that need no code. Applied in their order; a ticket counts for one of them at most.
      create table discounts (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        name jsonb not null,
        position integer not null default 0,
        kind text not null check (kind in ('buy-n-pay-m', 'quantity')),
        -- Of each so many tickets ...
        every integer check (every >= 2),
        -- ... so many are paid, the dearest ones.
        pay integer check (pay >= 0 and pay < every),
        -- From so many tickets on ...
        at_least integer check (at_least >= 2),
        -- ... each is cheaper by so many thousandths of a percent.
        rate integer check (rate between 1 and 100000),
        ticket_type_ids uuid[] not null default '{}',
        valid_from timestamptz,
        valid_until timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        foreign key (organization_id, event_id) references events (organization_id, id),
        check (valid_until > valid_from),
        check (case kind when 'buy-n-pay-m' then every is not null and pay is not null and at_least is null and rate is null
                         else at_least is not null and rate is not null and every is null and pay is null end)
      );
      create index on discounts (organization_id, event_id);
      select app_protect('discounts');
      select app_versioned('discounts');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
