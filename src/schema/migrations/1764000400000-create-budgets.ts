import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Budgets: revisions of a plan, and the append-only ledger of what was committed and spent. */
export class CreateBudgets1764000400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(plans);
    await runner.query(ledger);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}

const plans = `
  create table budgets (
    id uuid primary key default uuidv7(),
    organization_id uuid not null references organizations,
    event_id uuid not null,
    currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
    policy text not null default 'warn' check (policy in ('ignore', 'warn', 'block')),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version integer not null default 1,
    unique (organization_id, id),
    unique (organization_id, event_id),
    -- What the ledger refers to: from its first entry on the currency is fixed.
    unique (organization_id, id, currency),
    foreign key (organization_id, event_id) references events (organization_id, id)
  );
  select app_protect('budgets');
  select app_versioned('budgets');

  create table budget_revisions (
    id uuid primary key default uuidv7(),
    organization_id uuid not null references organizations,
    budget_id uuid not null,
    number integer not null check (number > 0),
    state text not null default 'draft' check (state in ('draft', 'submitted', 'approved', 'rejected', 'revised')),
    registrations integer not null check (registrations between 0 and 100000),
    attendees integer not null check (attendees between 0 and 100000),
    speakers integer not null check (speakers between 0 and 100000),
    volunteers integer not null check (volunteers between 0 and 100000),
    days integer not null check (days between 0 and 100000),
    submitted_by uuid references users,
    approved_by uuid references users,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version integer not null default 1,
    unique (organization_id, id),
    unique (organization_id, id, budget_id),
    unique (organization_id, budget_id, number),
    foreign key (organization_id, budget_id) references budgets (organization_id, id),
    constraint budget_revisions_four_eyes check ((state in ('approved', 'revised')) = (approved_by is not null) and approved_by <> submitted_by),
    check (state in ('draft', 'rejected') or submitted_by is not null)
  );
  create unique index budget_revisions_one_plan on budget_revisions (organization_id, budget_id) where state = 'approved';
  create unique index budget_revisions_one_in_work on budget_revisions (organization_id, budget_id)
    where state in ('draft', 'submitted', 'rejected');
  select app_protect('budget_revisions');
  select app_versioned('budget_revisions');

  -- Who submitted, approved, rejected and revised, when and why.
  create table budget_steps (
    id uuid primary key default uuidv7(),
    organization_id uuid not null references organizations,
    revision_id uuid not null,
    step text not null check (step in ('submission', 'approval', 'rejection', 'revision')),
    person_id uuid not null references users,
    reason text,
    created_at timestamptz not null default now(),
    unique (organization_id, id),
    foreign key (organization_id, revision_id) references budget_revisions (organization_id, id),
    check ((step = 'rejection') <= (reason is not null))
  );
  create index on budget_steps (organization_id, revision_id);
  select app_protect('budget_steps', 'append');

  -- A line for life: the ledger refers to it, and each revision says what it plans for it.
  create table budget_lines (
    id uuid primary key default uuidv7(),
    organization_id uuid not null references organizations,
    budget_id uuid not null,
    kind text not null check (kind in ('expense', 'income')),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version integer not null default 1,
    unique (organization_id, id),
    unique (organization_id, id, budget_id),
    foreign key (organization_id, budget_id) references budgets (organization_id, id)
  );
  create index on budget_lines (organization_id, budget_id);
  select app_protect('budget_lines');
  select app_versioned('budget_lines');

  create table budget_plans (
    id uuid primary key default uuidv7(),
    organization_id uuid not null references organizations,
    budget_id uuid not null,
    revision_id uuid not null,
    line_id uuid not null,
    category text not null check (category <> ''),
    label text not null check (label <> ''),
    basis text not null check (basis in ('fixed', 'driver')),
    driver text check (driver in ('attendee', 'registration', 'speaker', 'volunteer', 'day')),
    per integer not null default 1 check (per > 0),
    quantity integer not null check (quantity >= 0),
    unit_minor bigint not null check (unit_minor >= 0),
    quote_state text not null default 'placeholder' check (quote_state in ('placeholder', 'quoted', 'contracted')),
    owner_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version integer not null default 1,
    unique (organization_id, id),
    unique (organization_id, revision_id, line_id),
    foreign key (organization_id, revision_id, budget_id) references budget_revisions (organization_id, id, budget_id),
    foreign key (organization_id, line_id, budget_id) references budget_lines (organization_id, id, budget_id),
    foreign key (organization_id, owner_id) references members (organization_id, id) on delete set null (owner_id),
    check ((basis = 'driver') = (driver is not null)),
    check (basis = 'driver' or per = 1)
  );
  create index on budget_plans (organization_id, line_id);
  select app_protect('budget_plans');
  select app_versioned('budget_plans');

  -- What was submitted or approved stays as it was, but for an owner who leaves the team. The share lock waits for an
  -- approval that is under way.
  create function budget_plan_closed() returns trigger language plpgsql as $$
  declare
    plan budget_plans := case when tg_op = 'DELETE' then old else new end;
    free text[] := '{owner_id,updated_at,version}';
    current_state text;
  begin
    if tg_op = 'UPDATE' and to_jsonb(new) - free = to_jsonb(old) - free then
      return new;
    end if;
    select state into current_state from budget_revisions
      where organization_id = plan.organization_id and id = plan.revision_id for share;
    if current_state not in ('draft', 'rejected') then
      raise exception 'revision % is %', plan.revision_id, current_state using errcode = '23514', constraint = 'budget_plans_closed';
    end if;
    return plan;
  end $$;
  create trigger closed before insert or update or delete on budget_plans for each row execute function budget_plan_closed();

  create function budget_heads_closed() returns trigger language plpgsql as $$
  begin
    if old.state not in ('draft', 'rejected')
       and (new.registrations, new.attendees, new.speakers, new.volunteers, new.days)
         is distinct from (old.registrations, old.attendees, old.speakers, old.volunteers, old.days) then
      raise exception 'revision % is %', old.id, old.state using errcode = '23514', constraint = 'budget_revisions_closed';
    end if;
    return new;
  end $$;
  create trigger closed before update on budget_revisions for each row execute function budget_heads_closed();
`;

const ledger = `
  -- Commitments and actuals. Nothing is changed or deleted; a mistake is answered by one entry of the opposite amount.
  create table budget_entries (
    id uuid primary key default uuidv7(),
    organization_id uuid not null references organizations,
    budget_id uuid not null,
    line_id uuid not null,
    type text not null check (type in ('commitment', 'actual')),
    amount_minor bigint not null,
    currency char(3) not null,
    -- Units bought (actuals of driver lines), negative on a reversal.
    units integer,
    counterparty text,
    document text,
    note text,
    occurred_on date not null,
    cancellable_until date,
    -- The foreign amount and the rate at entry: original × rate = amount, in major units.
    original_minor bigint,
    original_currency char(3),
    rate numeric(20, 10) check (rate > 0),
    commitment_id uuid,
    commitment_type text generated always as (case when commitment_id is not null then 'commitment' end) stored,
    reverses_id uuid,
    negated_minor bigint generated always as (-amount_minor) stored,
    entered_by uuid references users,
    created_at timestamptz not null default now(),
    unique (organization_id, id),
    unique (organization_id, id, line_id, type, amount_minor),
    unique (organization_id, id, line_id, type),
    foreign key (organization_id, budget_id, currency) references budgets (organization_id, id, currency),
    foreign key (organization_id, line_id, budget_id) references budget_lines (organization_id, id, budget_id),
    -- An actual draws on a commitment of its own line; a commitment draws on nothing.
    foreign key (organization_id, commitment_id, line_id, commitment_type) references budget_entries (organization_id, id, line_id, type),
    check (type = 'actual' or commitment_id is null),
    check (type = 'actual' or units is null),
    check (type = 'commitment' or cancellable_until is null),
    -- A reversal takes back the whole of an entry of the same line and type, once; reversals themselves stand.
    foreign key (organization_id, reverses_id, line_id, type, negated_minor) references budget_entries (organization_id, id, line_id, type, amount_minor),
    constraint budget_entries_reversed_once unique (organization_id, reverses_id),
    check (case when reverses_id is null then amount_minor > 0 else amount_minor < 0 end),
    check (num_nulls(original_minor, original_currency, rate) in (0, 3))
  );
  create index on budget_entries (organization_id, line_id);
  create index on budget_entries (organization_id, budget_id, type);
  create index on budget_entries (organization_id, commitment_id) where commitment_id is not null;
  select app_protect('budget_entries', 'append');
`;
