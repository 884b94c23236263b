import { QueryFailedError } from 'typeorm';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { newId } from '../../platform/database/new-id.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';

/** A row of a table of terms. */
export type Row<T> = T & { id: string; eventId: string; version: number };

/**
 * A table in which organisers write down the terms of a sale. A change states all terms, and is made only where nobody
 * changed them since the version that was read.
 */
export class TermsTable<T extends object> {
  private readonly fields: readonly (keyof T & string)[];
  private readonly columns: readonly string[];
  private readonly select: string;

  /** `read` says how columns are read that a number or a text of JavaScript does not stand for as they are. */
  constructor(
    private readonly name: string,
    terms: Readonly<Record<keyof T & string, string>>,
    read: Readonly<Record<string, string>> = {},
  ) {
    this.fields = Object.keys(terms) as (keyof T & string)[];
    this.columns = Object.values(terms);
    const shown = { id: 'id', eventId: 'event_id', version: 'version', ...terms };
    this.select = Object.entries({ ...aliased(shown), ...read })
      .map(([field, source]) => `${source} as "${field}"`)
      .join(', ');
  }

  find<R = Row<T>>(tx: Tx, actor: Actor, id: string): Promise<R | undefined> {
    return one(tx, `select ${this.select} from ${this.name} t where t.organization_id = $1 and t.id = $2`, [
      actor.organizationId,
      id,
    ]);
  }

  /** All that the conditions let through, in the order in which they were made. */
  all<R = Row<T>>(
    tx: Tx,
    actor: Actor,
    { where, params }: { where: string; params: readonly unknown[] },
  ): Promise<R[]> {
    return rows(
      tx,
      `select ${this.select} from ${this.name} t where t.organization_id = $1 and ${where} order by t.id`,
      [actor.organizationId, ...params],
    );
  }

  page<R extends Row<T>, D>(
    tx: Tx,
    actor: Actor,
    wanted: { query: PageQuery; where: string; params: readonly unknown[] },
    of: (row: R) => D,
  ): Promise<Page<D>> {
    const { where, params } = wanted;
    const listing = { from: this.name, select: this.select, where, params: [actor.organizationId, ...params] };
    return readPage(tx, listing, wanted.query, of);
  }

  /** Returns the id of the new row. */
  async insert(tx: Tx, actor: Actor, eventId: string, terms: T): Promise<string> {
    const id = newId();
    const values = [actor.organizationId, eventId, id, ...this.valuesOf(terms)];
    await affected(
      tx,
      `insert into ${this.name} (organization_id, event_id, id, ${this.columns.join(', ')})
       values (${values.map((_, index) => `$${index + 1}`).join(', ')})`,
      values,
    );
    return id;
  }

  /** Changes nothing where somebody changed it since that version. */
  update(tx: Tx, actor: Actor, { id, version }: { id: string; version: number }, terms: T): Promise<number> {
    const assignments = this.columns.map((column, index) => `${column} = $${index + 4}`).join(', ');
    return affected(
      tx,
      `update ${this.name} set ${assignments} where organization_id = $1 and id = $2 and version = $3`,
      [actor.organizationId, id, version, ...this.valuesOf(terms)],
    );
  }

  /** False where something still refers to it. */
  async remove(tx: Tx, actor: Actor, id: string): Promise<boolean> {
    try {
      await affected(tx, `delete from ${this.name} where organization_id = $1 and id = $2`, [actor.organizationId, id]);
      return true;
    } catch (error) {
      if (error instanceof QueryFailedError && error.driverError.code === '23503') return false;
      throw error;
    }
  }

  private valuesOf(terms: T): unknown[] {
    return this.fields.map((field) => terms[field]);
  }
}

const aliased = (columns: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(columns).map(([field, column]) => [field, `t.${column}`]));

/** The terms with what a request changes; what it leaves out stays, null clears. */
export function changed<T extends object>(before: T, input: object): T {
  const given = Object.entries(input).filter(([field, value]) => value !== undefined && field in before);
  return { ...before, ...Object.fromEntries(given) };
}
