import { fromPublicId } from '../../src/kernel/id.js';
import type { TestApp } from './boot.js';
import { stopAt, strip } from './statements.js';

/** Makes requests meet exactly where a test wants them to, each time. */

/**
 * Keeps the places of an event locked from elsewhere until so many of those who come wait for a lock, then lets all of them go.
 * `meanwhile` is done before they go.
 */
export async function atOnce<T>(
  t: TestApp,
  { event, waiting: count, meanwhile }: { event: { id: string }; waiting: number; meanwhile?: () => Promise<unknown> },
  everybody: () => Promise<T>,
): Promise<T> {
  const gate = new (await loadTurnout()).pg.Client(t.databaseUrl);
  await gate.connect();
  try {
    await gate.query('begin');
    await gate.query('select from quotas where event_id = $1 for no key update', [fromPublicId('evt', event.id)]);
    const answers = everybody();
    await waits(t, count, answers);
    await meanwhile?.();
    await gate.query('commit');
    return await answers;
  } finally {
    await gate.end();
  }
}

/**
 * Lets the first come as far as its statement with the words `at`, where it has several: the `nth`. Then the second goes all
 * the way, or until it waits for a lock. Then the first goes on.
 */
export async function overtaken<A, B>(
  t: TestApp,
  { at, nth, first, second }: { at: string; nth?: number; first: () => Promise<A>; second: () => Promise<B> },
): Promise<[A, B]> {
  const stop = stopAt((await loadTurnout()).pg.Client, at, nth);
  try {
    const one = first();
    const came = await Promise.race([stop.reached.then(() => true), one.then(() => false)]);
    if (!came) throw new Error(`Nothing came as far as: ${at}`);
    const other = second();
    await waits(t, 1, other);
    stop.goOn();
    return await Promise.all([one, other]);
  } finally {
    stop.goOn();
  }
}

/** Does something while the application of this test says none of these words to its database. */
export async function without<T>(words: readonly (string | RegExp)[], work: () => Promise<T>): Promise<T> {
  const restore = strip((await loadTurnout()).pg.Client, ...words);
  try {
    return await work();
  } finally {
    restore();
  }
}

/** Resolves when so many wait for a lock of somebody else's, or what is under way is over. */
export async function waits(t: TestApp, count: number, underWay: Promise<unknown>): Promise<void> {
  const over = underWay.then(
    () => true,
    () => true,
  );
  const soon = () => new Promise<false>((resolve) => setTimeout(() => resolve(false), 5));
  while ((await waiting(t)) < count && !(await Promise.race([over, soon()]))) continue;
}

async function waiting(t: TestApp): Promise<number> {
  const [row] = await t.sql(
    `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return row.waiting;
}
