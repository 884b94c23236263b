import { setTimeout as delay } from 'node:timers/promises';

interface Part {
  readonly name: string;
  readonly stop: () => Promise<void>;
  /** Stopped to its end even in a hurry: the database, which has to write everything down. */
  readonly always: boolean;
}

/** The start was interrupted by a signal: nothing went wrong, nothing more is to be started. */
export class Interrupted extends Error {}

/** Milliseconds until the parts that are stopped in an orderly way are left to the end of the process. */
const patience = 25_000;

/** What runs in this process, so that it stops in the reverse order of its start, whenever that is asked. */
export class Lifecycle {
  private readonly parts: Part[] = [];
  private readonly hurry = Promise.withResolvers<void>();
  private running: Promise<unknown> = Promise.resolve();
  private stopping: Promise<void> | undefined;

  /** Starts a part and remembers how it is stopped. */
  async start<T>(name: string, work: () => Promise<T>, stop?: (part: T) => Promise<void>, always = false): Promise<T> {
    if (this.stopping) throw new Interrupted();
    const started = work();
    this.running = Promise.allSettled([this.running, started]);
    const part = await started;
    if (stop) this.parts.push({ name, stop: () => stop(part), always });
    if (this.stopping) throw new Interrupted();
    return part;
  }

  get isStopping(): boolean {
    return this.stopping !== undefined;
  }

  /** Stops everything, last first. Called again, it no longer waits for requests and jobs, only for the database. */
  stop(): Promise<void> {
    if (this.stopping) this.hurry.resolve();
    this.stopping ??= this.stopParts();
    return this.stopping;
  }

  private async stopParts(): Promise<void> {
    void delay(patience, undefined, { ref: false }).then(() => this.hurry.resolve());
    await this.running; // a part that is being started is stopped as well
    await delay(0); // and remembered before
    for (let part = this.parts.pop(); part; part = this.parts.pop()) {
      const stopped = part.stop().catch((error: unknown) => console.error(`Stopping ${part?.name}: ${String(error)}`));
      await (part.always ? stopped : Promise.race([stopped, this.hurry.promise]));
    }
  }
}
