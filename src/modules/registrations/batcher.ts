interface Waiter<Q, A> {
  request: Q;
  settle: (answer: A) => void;
  fail: (error: unknown) => void;
}

interface Line<Q, A> {
  waiting: Waiter<Q, A>[];
  done: Promise<void>;
}

/** Answers a batch, one answer for each request, in their order. */
type Serve<Q, A> = (key: string, requests: readonly Q[]) => Promise<readonly A[]>;

/**
 * Group commit at the level of the domain. Requests with the same key are served one batch after the other: the first
 * starts at once, those that come meanwhile form the next batch. There is no timer, so an idle system adds no latency.
 */
export class Batcher<Q, A> {
  private readonly lines = new Map<string, Line<Q, A>>();

  constructor(
    private readonly serve: Serve<Q, A>,
    /** `batch` is the most requests served together, `queue` the most that may wait behind one key. */
    private readonly limits: { batch: number; queue: number },
  ) {}

  /** The answer to one request, or null where the line is full. */
  submit(key: string, request: Q): Promise<A> | null {
    const line = this.lines.get(key);
    if (line && line.waiting.length >= this.limits.queue) return null;
    const { promise, resolve, reject } = Promise.withResolvers<A>();
    const waiter = { request, settle: resolve, fail: reject };
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
    while (waiting.length > 0) await this.serveBatch(key, waiting.splice(0, this.limits.batch));
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
