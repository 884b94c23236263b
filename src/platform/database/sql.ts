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

/** How many rows a statement wrote. */
export async function affected(tx: Tx, text: string, params: readonly unknown[] = []): Promise<number> {
  return (await run(tx, text, params)).affected ?? 0;
}
