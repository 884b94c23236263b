/** Changes what an application says to its database, or when, so that a test can show what a mechanism is there for. */

type Query = (this: unknown, config: unknown, ...rest: unknown[]) => unknown;

/** A kind of database connection: `Client` of the `pg` that the application uses. */
interface Connections {
  prototype: { query: unknown };
}

/** What locks rows, in every statement that reads before it decides. */
export const rowLocks = / for no key update\b/g;

/** Takes these words out of every statement, until the answer is called. */
export function strip(connections: Connections, ...words: readonly (string | RegExp)[]): () => void {
  const stripped = (text: string): string => words.reduce<string>((left, word) => left.replaceAll(word, ''), text);
  return intercept(connections, (send, config) => {
    if (typeof config === 'string') return send(stripped(config));
    if (isNamed(config)) config.text = stripped(config.text);
    return send(config);
  });
}

/** Stops a statement with these words before it is sent, the first or the `nth` from now, until it may go on. */
export function stopAt(connections: Connections, words: string, nth = 1): { reached: Promise<void>; goOn: () => void } {
  const reached = Promise.withResolvers<void>();
  const free = Promise.withResolvers<void>();
  let seen = 0;
  const restore = intercept(connections, (send, config) => {
    const text = isNamed(config) ? config.text : config;
    if (typeof text !== 'string' || !text.includes(words) || ++seen < nth) return send(config);
    restore();
    reached.resolve();
    return free.promise.then(() => send(config));
  });
  const goOn = (): void => {
    restore();
    free.resolve();
  };
  return { reached: reached.promise, goOn };
}

/** Counts the rows that each statement with these words answers with, until `stop` is called. */
export function rowsOf(connections: Connections, words: string): { counts: number[]; stop: () => void } {
  const counts: number[] = [];
  const stop = intercept(connections, (send, config) => {
    const text = isNamed(config) ? config.text : config;
    const answer = send(config);
    if (typeof text !== 'string' || !text.includes(words)) return answer;
    return Promise.resolve(answer as Promise<{ rows: unknown[] }>).then((result) => {
      counts.push(result.rows.length);
      return result;
    });
  });
  return { counts, stop };
}

function intercept(
  { prototype }: Connections,
  between: (send: (config: unknown) => unknown, config: unknown) => unknown,
): () => void {
  const query = prototype.query as Query;
  prototype.query = function intercepted(this: unknown, config: unknown, ...rest: unknown[]) {
    return between((sent) => Reflect.apply(query, this, [sent, ...rest]), config);
  };
  return () => {
    prototype.query = query;
  };
}

const isNamed = (config: unknown): config is { text: string } =>
  typeof config === 'object' && config !== null && 'text' in config && typeof config.text === 'string';
