import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money: accounts at providers, payments, refunds, the ledger, what providers told, and what does not add up. */
export class CreatePayments1764001100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table payment_accounts (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        provider text not null check (provider in ('stripe', 'yookassa', 'bank-transfer')),
        label text not null check (label <> ''),
        -- Nothing secret: shop number, test or live, what stands on a transfer.
        settings jsonb not null default '{}',
        -- AES-256-GCM under a key derived from the secret of the application; the key's id says which.
        secrets bytea,
        secrets_key text,
        active boolean not null default true,
        -- Providers know an account by its id and nothing else: its hash opens the row, as the hash of a link does.
        id_hash bytea not null generated always as (sha256(uuid_send(id))) stored unique,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        check ((secrets is null) = (secrets_key is null))
      );
      -- Who pays chooses a provider, not an account.
      create unique index one_active_account_of_a_provider on payment_accounts (organization_id, provider) where active;
      select app_protect('payment_accounts', 'full', 'id_hash');
      select app_versioned('payment_accounts');

      create table payments (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        order_id uuid not null,
        provider text not null check (provider in ('free', 'cash', 'bank-transfer', 'stripe', 'yookassa')),
        account_id uuid,
        state text not null default 'created' check (state in ('created', 'pending', 'confirmed', 'failed', 'canceled')),
        -- What was asked for, in minor units.
        amount bigint not null check (amount >= 0),
        currency char(3) not null,
        -- What came. It may be another amount where an organiser or a bank says so, never where a provider's notice does.
        captured_amount bigint check (captured_amount >= 0),
        captured_currency char(3),
        confirmed_at timestamptz,
        -- The provider's name of it; a second name where money is taken and given back under another one.
        provider_ref text,
        capture_ref text,
        redirect_url text,
        -- What the payer is told to do, where there is no page to send them to.
        instructions jsonb,
        -- What stands on a transfer; for people to read out.
        reference text,
        failure text,
        -- How often in a row the provider could not be asked.
        ask_failures integer not null default 0 check (ask_failures >= 0),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, order_id, id),
        unique nulls distinct (organization_id, account_id, provider_ref),
        foreign key (organization_id, order_id) references orders (organization_id, id),
        foreign key (organization_id, account_id) references payment_accounts (organization_id, id),
        check (account_id is not null or provider in ('free', 'cash', 'bank-transfer')),
        check ((state = 'confirmed') = (confirmed_at is not null)),
        check ((state = 'confirmed') = (captured_amount is not null)),
        check ((state = 'confirmed') = (captured_currency is not null))
      );
      create index on payments (organization_id, order_id);
      create index on payments (organization_id, capture_ref) where capture_ref is not null;
      create index payments_in_the_air on payments (organization_id, updated_at) where state in ('created', 'pending');
      -- Pressing the button twice is one payment.
      create unique index one_open_payment on payments (organization_id, order_id, provider) where state in ('created', 'pending');
      create unique index one_payment_of_a_reference on payments (organization_id, reference) where reference is not null;
      select app_protect('payments');
      select app_versioned('payments');

      -- Money that came has come: 'confirmed' is for good. What failed or was called off may still be paid late.
      create function payments_move() returns trigger language plpgsql as $$
      begin
        if old.state = 'confirmed'
          and (new.state, new.captured_amount, new.captured_currency) is distinct from (old.state, old.captured_amount, old.captured_currency) then
          raise exception 'a confirmed payment does not change' using errcode = '23514', constraint = 'payments_move_on';
        end if;
        if new.state <> old.state and not (old.state = 'created' or (old.state = 'pending' and new.state <> 'created') or new.state = 'confirmed') then
          raise exception 'payment: % cannot become %', old.state, new.state using errcode = '23514', constraint = 'payments_move_on';
        end if;
        if (new.order_id, new.provider, new.account_id, new.amount, new.currency)
          is distinct from (old.order_id, old.provider, old.account_id, old.amount, old.currency) then
          raise exception 'what a payment is for does not change' using errcode = '23514', constraint = 'payments_move_on';
        end if;
        return new;
      end $$;
      create trigger move before update on payments for each row execute function payments_move();

      create table refunds (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        order_id uuid not null,
        payment_id uuid not null,
        -- 'external' was not asked for by Turnout: somebody gave the money back at the provider, or a bank took it back.
        state text not null default 'created' check (state in ('created', 'transit', 'done', 'failed', 'canceled', 'external')),
        amount bigint not null check (amount > 0),
        currency char(3) not null,
        reason text not null,
        -- Why it exists: what has the same source exists once.
        source text not null,
        -- The number of it among the refunds of the payment, from 1.
        sequence integer not null check (sequence >= 1),
        -- Rises when it is tried again after the provider said no: then it is another request.
        round integer not null default 1 check (round >= 1),
        provider_ref text,
        failure text,
        done_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, source),
        unique (organization_id, payment_id, sequence),
        unique nulls distinct (organization_id, payment_id, provider_ref),
        foreign key (organization_id, order_id, payment_id) references payments (organization_id, order_id, id)
      );
      create index on refunds (organization_id, order_id);
      create index refunds_in_the_air on refunds (organization_id, updated_at) where state in ('created', 'transit');
      select app_protect('refunds');
      select app_versioned('refunds');

      create function refunds_move() returns trigger language plpgsql as $$
      declare
        captured bigint;
        captured_in char(3);
        given_back bigint;
      begin
        if tg_op = 'UPDATE' and new.state <> old.state
          and not (old.state = 'created' or (old.state = 'transit' and new.state in ('done', 'failed', 'canceled', 'external'))
                   or (old.state in ('failed', 'canceled') and new.state = 'transit') or (old.state = 'done' and new.state = 'failed')) then
          raise exception 'refund: % cannot become %', old.state, new.state using errcode = '23514', constraint = 'refunds_move_on';
        end if;
        if new.state in ('failed', 'canceled') then return new; end if;
        -- The payment's row is the lock: two refunds never both fit into one rest.
        select captured_amount, captured_currency into captured, captured_in from payments
          where organization_id = new.organization_id and id = new.payment_id for no key update;
        select coalesce(sum(amount), 0) into given_back from refunds
          where organization_id = new.organization_id and payment_id = new.payment_id and id <> new.id and state not in ('failed', 'canceled');
        if captured is null or captured_in <> new.currency or given_back + new.amount > captured then
          raise exception 'more would be given back than came' using errcode = '23514', constraint = 'refunds_within_payment';
        end if;
        return new;
      end $$;
      create trigger move before insert or update on refunds for each row execute function refunds_move();

      -- Double entry: the lines of one source add up to nothing in each currency, and a source posts once.
      create table ledger_entries (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        source text not null check (source <> ''),
        -- 'provider': money that lies at a provider, a bank, in the cash box; 'order': what came for an order;
        -- 'refunds': what is on its way back.
        account text not null check (account in ('provider', 'order', 'refunds')),
        -- Minor units; more than nothing is debit.
        amount bigint not null check (amount <> 0),
        currency char(3) not null,
        provider text not null,
        account_id uuid,
        order_id uuid not null,
        payment_id uuid not null,
        refund_id uuid,
        created_at timestamptz not null default now(),
        unique (organization_id, id),
        unique (organization_id, source, account, currency),
        foreign key (organization_id, order_id) references orders (organization_id, id),
        foreign key (organization_id, payment_id) references payments (organization_id, id),
        foreign key (organization_id, refund_id) references refunds (organization_id, id)
      );
      create index on ledger_entries (organization_id, order_id);
      create index on ledger_entries (organization_id, payment_id);
      select app_protect('ledger_entries', 'append');

      create function ledger_adds_up() returns trigger language plpgsql as $$
      begin
        if exists (select from ledger_entries where organization_id = new.organization_id and source = new.source
                    group by currency having sum(amount) <> 0) then
          raise exception 'the lines of % do not add up', new.source using errcode = '23514', constraint = 'ledger_adds_up';
        end if;
        return null;
      end $$;
      create constraint trigger adds_up after insert on ledger_entries deferrable initially deferred
        for each row execute function ledger_adds_up();

      -- What providers told us, as a trace: it decides nothing by itself.
      create table provider_events (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        account_id uuid not null,
        event_ref text not null,
        kind text not null,
        body_hash bytea not null,
        payment_id uuid,
        -- 'received' had no effect yet; 'mismatch' says something else than what was agreed.
        outcome text not null default 'received'
          check (outcome in ('received', 'applied', 'ignored', 'unknown', 'mismatch')),
        detail text,
        deliveries integer not null default 1,
        received_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        unique (organization_id, id),
        unique (organization_id, account_id, event_ref),
        foreign key (organization_id, account_id) references payment_accounts (organization_id, id),
        foreign key (organization_id, payment_id) references payments (organization_id, id)
      );
      select app_protect('provider_events');

      -- What somebody has to look at. A row stays when it is resolved, with who resolved it and how.
      create table payment_discrepancies (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        kind text not null check (kind in
          ('paid-without-ticket', 'overpaid', 'stuck', 'refund-at-provider', 'mismatch', 'refund-failed', 'unknown-money')),
        -- What it is about, once while it is open.
        subject text not null,
        order_id uuid,
        payment_id uuid,
        refund_id uuid,
        amount bigint,
        currency char(3),
        details jsonb not null default '{}',
        state text not null default 'open' check (state in ('open', 'resolved')),
        resolution text check (resolution in ('refund', 'accept', 'retry-ask', 'give-ticket', 'gone')),
        resolved_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        foreign key (organization_id, order_id) references orders (organization_id, id),
        foreign key (organization_id, payment_id) references payments (organization_id, id),
        foreign key (organization_id, refund_id) references refunds (organization_id, id),
        check ((state = 'resolved') = (resolution is not null)),
        check ((state = 'resolved') = (resolved_at is not null))
      );
      create unique index one_open_discrepancy on payment_discrepancies (organization_id, kind, subject) where state = 'open';
      create index on payment_discrepancies (organization_id, order_id) where state = 'open';
      select app_protect('payment_discrepancies');
      select app_versioned('payment_discrepancies');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
