import { Injectable } from '@nestjs/common';
import type { ClientBase, QueryResult } from 'pg';
import { DataSource, QueryFailedError } from 'typeorm';
import { type Actor, systemActor } from '../auth/actor.js';
import { IdempotencyKeys } from './idempotency-keys.js';
import { type Tx, one, rows } from './sql.js';

/** Opens every transaction there is. */
@Injectable()
export class Database {
  constructor(
    private readonly source: DataSource,
    private readonly idempotency: IdempotencyKeys,
  ) {}

  /**
   * Runs a use case in one transaction, as the actor's organisation: row-level security shows and takes no other rows, and
   * the audit trail names the actor. Where the request carries an Idempotency-Key, what `work` returns is stored with its
   * effect and given again to a repetition; so `work` returns the response itself.
   */
  transaction<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.source.transaction(async (manager) => {
      const tx = manager as Tx;
      await one(tx, `select set_config('app.organization_id', $1, true), set_config('app.actor', $2, true)`, [
        actor.organizationId,
        auditName(actor),
      ]);
      if (!actor.idempotency) return work(tx);
      const before = await this.idempotency.recallOne(tx, actor.organizationId, actor.idempotency);
      if (before) return before.response as T;
      const response = await work(tx);
      await this.idempotency.remember(tx, actor.organizationId, [{ claim: actor.idempotency, response }]);
      return response;
    });
  }

  /** Reads as the actor's organisation; a write in here fails. */
  read<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.source.transaction(async (manager) => {
      const tx = manager as Tx;
      await one(
        tx,
        `select set_config('app.organization_id', $1, true), set_config('transaction_read_only', 'on', true)`,
        [actor.organizationId],
      );
      return work(tx);
    });
  }

  /**
   * The row that a statement finds before an organisation is known, with a secret in hand: row-level security shows the rows
   * that carry the secret's hash, `app_secret()`, and no others. Each request begins with it, so it is one message: several
   * statements in one are a transaction of their own and take no parameters (PostgreSQL's manual, "Multiple Statements in a
   * Simple Query"). The statement is a constant of ours.
   */
  async bySecret<T>(hash: Buffer, statement: string): Promise<T | undefined> {
    const runner = this.source.createQueryRunner();
    const message = `select set_config('app.secret_hash', '${hash.toString('hex')}', true), set_config('transaction_read_only', 'on', true); ${statement}`;
    try {
      const client = (await runner.connect()) as ClientBase;
      const outcomes = (await client.query(message).catch((error: Error) => {
        throw new QueryFailedError(statement, [], error);
      })) as unknown as QueryResult[];
      return outcomes[1]?.rows[0] as T | undefined;
    } finally {
      await runner.release();
    }
  }

  /** For the few tables that belong to no organisation: people, and the organisations of a person. */
  global<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.source.transaction((manager) => work(manager as Tx));
  }

  /** Every organisation as its own actor, for work that serves all of them, one after the other. */
  async organizations(): Promise<Actor[]> {
    const all = await this.global((tx) => rows<{ id: string }>(tx, 'select id from app_organizations() as id'));
    return all.map(({ id }) => systemActor(id));
  }

  /** Whether the database answers. */
  async ping(): Promise<void> {
    await this.source.query('select 1');
  }
}

/** Changes by visitors and jobs are no entries of the audit trail: it is about what people and keys of the organisation did. */
const auditName = (actor: Actor): string =>
  actor.kind === 'member' || actor.kind === 'key' ? `${actor.kind}:${actor.id}` : '';
