import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one } from '../../platform/database/sql.js';

export type Series = 'invoice' | 'credit-note';

/**
 * Numbers without gaps, per organisation, series and year. `lock` comes first, then what decides whether something is
 * issued at all; so a number is only taken where it is used, and a rollback gives it back before anybody else looks.
 */
@Injectable()
export class InvoiceNumbers {
  /** From here to the end of the transaction nobody else issues in this year. Always both series, in one order. */
  async lock(tx: Tx, actor: Actor, year: number): Promise<void> {
    await affected(
      tx,
      `insert into invoice_numbers (organization_id, series, year) values ($1, 'credit-note', $2), ($1, 'invoice', $2) on conflict do nothing`,
      [actor.organizationId, year],
    );
    await one(
      tx,
      `select from invoice_numbers where organization_id = $1 and year = $2 order by series for no key update`,
      [actor.organizationId, year],
    );
  }

  async take(tx: Tx, actor: Actor, series: Series, year: number): Promise<number> {
    const taken = await one<{ number: number }>(
      tx,
      `update invoice_numbers set next = next + 1 where organization_id = $1 and series = $2 and year = $3 returning next - 1 as number`,
      [actor.organizationId, series, year],
    );
    if (!taken) throw new Error('The numbers were locked, so they are there');
    return taken.number;
  }
}
