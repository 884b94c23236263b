import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { Fleet } from './fleet.js';

/** A point in the work of the application: before a statement writes to a table, or when what it wrote there commits. */
export type Point = `${'insert' | 'update' | 'commit'} ${string}`;

/** Keeps Turnout's gates apart from every other advisory lock. */
const gates = 4711;

/** Makes gates at points of the database at which whoever comes by waits while the gate is closed. */
export async function makeGates(fleet: Fleet, points: readonly Point[]): Promise<void> {
  await fleet.query(
    `create function pass_gate() returns trigger language plpgsql security definer as
     $$ begin perform pg_advisory_xact_lock_shared(${gates}, tg_argv[0]::int); return null; end $$`,
  );
  for (const [number, point] of points.entries()) {
    const [when, table] = point.split(' ');
    const event = when === 'commit' ? 'insert or update' : when;
    await fleet.query(
      when === 'commit'
        ? `create constraint trigger gate_${number} after ${event} on ${table} deferrable initially deferred for each row execute function pass_gate(${number})`
        : `create trigger gate_${number} before ${event} on ${table} for each statement execute function pass_gate(${number})`,
    );
  }
}

/** One gate that is closed, until it is opened or its keeper dies with the database. */
export class ClosedGate {
  private constructor(
    private readonly keeper: pg.Client,
    private readonly number: number,
  ) {}

  static async close(fleet: Fleet, number: number): Promise<ClosedGate> {
    const keeper = await fleet.connection();
    await keeper.query('select pg_advisory_lock($1, $2)', [gates, number]);
    return new ClosedGate(keeper, number);
  }

  /** Until somebody stands before it. */
  async reached(): Promise<void> {
    for (let tries = 0; tries < 6_000; tries++) {
      const { rowCount } = await this.keeper.query(
        `select 1 from pg_locks where locktype = 'advisory' and classid = $1 and objid = $2 and not granted`,
        [gates, this.number],
      );
      if (rowCount !== 0) return;
      await pause(20);
    }
    throw new Error('Nobody came to this point');
  }

  async open(): Promise<void> {
    await this.keeper.end();
  }
}
