import type { ClientBase } from 'pg';
import type { EntityManager } from 'typeorm';

declare const insideTransaction: unique symbol;

/** An entity manager that is inside a transaction of ours. Only `Database` makes one, so writing outside does not compile. */
export type Tx = EntityManager & { readonly [insideTransaction]: true };

interface Outcome {
  records: unknown[];
  affected?: number;
}

async function run(tx: Tx, text: string, params: readonly unknown[]): Promise<Outcome> {
  if (!tx.queryRunner) throw new Error('A transaction has a query runner');
  return (await tx.queryRunner.query(text, [...params], true)) as Outcome;
}

/** The rows of a statement, as PostgreSQL names their columns. The caller states their shape. */
export async function rows<T>(tx: Tx, text: string, params: readonly unknown[] = []): Promise<T[]> {
  return (await run(tx, text, params)).records as T[];
}

/** The first row, or undefined where there is none. */
export async function one<T>(tx: Tx, text: string, params: readonly unknown[] = []): Promise<T | undefined> {
  return (await rows<T>(tx, text, params))[0];
}

/**
 * The first row of a statement that is asked all the time: each connection plans it once and keeps the plan under the name. For
 * reads by key whose plan does not depend on the parameters.
 */
export async function onePrepared<T>(
  tx: Tx,
  statement: { name: string; text: string },
  params: readonly unknown[],
): Promise<T | undefined> {
  if (!tx.queryRunner) throw new Error('A transaction has a query runner');
  const client = (await tx.queryRunner.connect()) as ClientBase;
  const { rows: found } = await client.query({ ...statement, values: [...params] });
  return found[0] as T | undefined;
}

/** How many rows a statement wrote. */
export async function affected(tx: Tx, text: string, params: readonly unknown[] = []): Promise<number> {
  return (await run(tx, text, params)).affected ?? 0;
}
