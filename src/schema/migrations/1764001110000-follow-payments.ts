import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What still has to be watched at a provider although we have ended it; money that was taken back and came again. */
export class FollowPayments1764001110000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Whether the provider itself says that it is over. Where only we do, it may still be paid, and is asked about.
      alter table payments add column over_at_provider boolean not null default false;
      -- Where people find money again that they entered by hand.
      alter table payments add column note text;
      -- The provider took the money twice, for one payment of ours: the second time is a payment too.
      alter table payments add column twin_of uuid, add foreign key (organization_id, twin_of) references payments (organization_id, id);
      -- Money that was taken once is one payment.
      create unique index one_payment_of_a_capture on payments (organization_id, account_id, capture_ref) where capture_ref is not null;
      create index payments_to_follow on payments (organization_id, created_at) where state in ('failed', 'canceled') and not over_at_provider;

      create or replace function refunds_move() returns trigger language plpgsql as $$
      declare
        captured bigint;
        captured_in char(3);
        given_back bigint;
      begin
        if tg_op = 'UPDATE' and new.state <> old.state
          and not (old.state = 'created' or (old.state = 'transit' and new.state in ('done', 'failed', 'canceled', 'external'))
                   or (old.state in ('failed', 'canceled') and new.state = 'transit')
                   or (old.state in ('done', 'external') and new.state = 'failed')) then
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
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
