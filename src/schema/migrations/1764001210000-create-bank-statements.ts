import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Statements of bank accounts: what came, and what became of each line. */
export class CreateBankStatements1764001210000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table bank_statements (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        account_id uuid not null,
        format text not null check (format in ('csv', 'camt')),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null generated always as (created_at) stored,
        unique (organization_id, id),
        foreign key (organization_id, account_id) references payment_accounts (organization_id, id)
      );
      select app_protect('bank_statements', 'append');

      create table bank_statement_lines (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        -- The statement in which it came first.
        statement_id uuid not null,
        account_id uuid not null,
        -- The same line in another statement has the same one: it exists once.
        fingerprint bytea not null,
        booked_on date not null,
        -- Minor units; less than nothing where money left the account.
        amount bigint not null check (amount <> 0),
        currency char(3) not null,
        bank_ref text,
        text text not null,
        payer_name text,
        payer_account text,
        -- 'open' waits for somebody; 'returned' was sent back by hand.
        state text not null default 'open' check (state in ('open', 'done', 'ignored', 'returned')),
        -- Null until it was looked at.
        outcome text check (outcome in ('paid', 'partial', 'overpaid', 'refunding', 'wrong-currency', 'unknown', 'outgoing')),
        -- Whose it was taken for; with a payment it is written down there.
        order_id uuid,
        payment_id uuid,
        note text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, account_id, fingerprint),
        foreign key (organization_id, statement_id) references bank_statements (organization_id, id),
        foreign key (organization_id, account_id) references payment_accounts (organization_id, id),
        foreign key (organization_id, order_id) references orders (organization_id, id),
        foreign key (organization_id, payment_id) references payments (organization_id, id),
        check (state = 'open' or outcome is not null)
      );
      create index on bank_statement_lines (organization_id, statement_id);
      create index bank_lines_to_look_at on bank_statement_lines (organization_id, id) where state = 'open';
      create index on bank_statement_lines (organization_id, order_id) where order_id is not null;
      -- Money is written down once.
      create unique index one_line_of_a_payment on bank_statement_lines (organization_id, payment_id) where payment_id is not null;
      select app_protect('bank_statement_lines');
      select app_versioned('bank_statement_lines');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
