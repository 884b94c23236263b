import { setTimeout as delay } from 'node:timers/promises';

import type { Progress } from './progress.js';

/** One step of a start. */
export interface Step<T> {
  readonly name: string;
  readonly work: () => Promise<T>;
  /** What to say about the result. */
  readonly remark?: (result: T) => string;
  /** Ends what the step started. */
  readonly stop?: (result: T) => Promise<void>;
  /** Stopped to its end even in a hurry: the database, which has to write everything down. */
  readonly patient?: boolean;
}

interface Part {
  readonly name: string;
  readonly stop: () => Promise<void>;
  readonly patient: boolean;
}

/** The start was interrupted by a signal: nothing went wrong, nothing more is to be started. */
export class Interrupted extends Error {}

/** Milliseconds for requests and jobs that run to finish. */
const patience = 25_000;

/** What runs in this process, so that it stops in the reverse order of its start, whenever that is asked. */
export class Lifecycle {
  private readonly parts: Part[] = [];
  private readonly hurry = Promise.withResolvers<void>();
  private running: Promise<unknown> = Promise.resolve();
  private stopping: Promise<void> | undefined;

  constructor(private readonly progress: Progress) {}

  /** Runs a step, shows it, and remembers how what it started is stopped. */
  async start<T>(step: Step<T>): Promise<T> {
    if (this.stopping) throw new Interrupted();
    const started = this.progress.step(step.name, step.work, step.remark);
    const remembered = started.then((result) => {
      const { name, stop, patient = false } = step;
      if (stop) this.parts.push({ name, stop: () => stop(result), patient });
      return result;
    });
    this.running = remembered.catch(() => undefined);
    const result = await remembered;
    if (this.stopping) throw new Interrupted();
    return result;
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
    await Promise.race([this.running, this.hurry.promise]); // what is being started is stopped as well
    for (let part = this.parts.pop(); part; part = this.parts.pop()) {
      const { name, stop, patient } = part;
      const stopped = stop().catch((error: unknown) => this.progress.print(`  ${name} did not stop: ${String(error)}`));
      await (patient ? stopped : Promise.race([stopped, this.hurry.promise]));
    }
  }
}
