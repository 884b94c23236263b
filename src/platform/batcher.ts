interface Waiter<Q, A> {
  request: Q;
  since: number;
  settle: (answer: A | null) => void;
  fail: (error: unknown) => void;
}

interface Line<Q, A> {
  waiting: Waiter<Q, A>[];
  done: Promise<void>;
}

/** Answers a batch, one answer for each request, in their order. */
type Serve<Q, A> = (key: string, requests: readonly Q[]) => Promise<readonly A[]>;

export interface BatchLimits {
  /** The most requests that are served together. */
  batch: number;
  /** The most that may wait behind one key. */
  queue: number;
  /** Milliseconds after which a request that still waits is sent away unserved. */
  patience: number;
}

/**
 * Group commit at the level of the domain. Requests with the same key are served one batch after the other: the first
 * starts at once, those that come meanwhile form the next batch. There is no timer, so an idle system adds no latency.
 */
export class Batcher<Q, A> {
  private readonly lines = new Map<string, Line<Q, A>>();

  constructor(
    private readonly serve: Serve<Q, A>,
    private readonly limits: BatchLimits,
  ) {}

  /** The answer to one request, or null where the line is full or too slow. */
  submit(key: string, request: Q): Promise<A | null> {
    const line = this.lines.get(key);
    if (line && line.waiting.length >= this.limits.queue) return Promise.resolve(null);
    const { promise, resolve, reject } = Promise.withResolvers<A | null>();
    const waiter = { request, since: performance.now(), settle: resolve, fail: reject };
    if (line) line.waiting.push(waiter);
    else this.open(key, waiter);
    return promise;
  }

  /** Settles when nobody waits any more. */
  async drain(): Promise<void> {
    while (this.lines.size > 0) await Promise.all([...this.lines.values()].map((line) => line.done));
  }

  private open(key: string, first: Waiter<Q, A>): void {
    const line: Line<Q, A> = { waiting: [first], done: Promise.resolve() };
    this.lines.set(key, line);
    line.done = this.work(key, line.waiting);
  }

  private async work(key: string, waiting: Waiter<Q, A>[]): Promise<void> {
    while (waiting.length > 0) {
      const impatient = performance.now() - this.limits.patience;
      const { gone = [], here = [] } = Object.groupBy(waiting.splice(0, this.limits.batch), ({ since }) =>
        since < impatient ? 'gone' : 'here',
      );
      for (const waiter of gone) waiter.settle(null);
      if (here.length > 0) await this.serveBatch(key, here);
    }
    this.lines.delete(key);
  }

  private async serveBatch(key: string, batch: readonly Waiter<Q, A>[]): Promise<void> {
    try {
      const requests = batch.map((waiter) => waiter.request);
      const answers = await this.serve(key, requests);
      for (const [index, answer] of answers.entries()) batch[index]?.settle(answer);
    } catch (error) {
      for (const waiter of batch) waiter.fail(error);
    }
  }
}
