import type { Ask } from './exchange.js';

/** What goes wrong with the next requests that match. */
export interface Fault {
  /** The beginning of method and path: `POST /v1/refunds`. Empty: every request. */
  readonly on?: string;
  /**
   * `refuse`: answers `status` and does nothing. `fail-after`: does it, answers `status`. `lose`: does it and breaks the
   * connection. `break`: breaks the connection, does nothing. `hang`: does nothing, breaks the connection after
   * `milliseconds`. `delay`: does it, answers after `milliseconds`.
   */
  readonly how: 'refuse' | 'fail-after' | 'lose' | 'break' | 'hang' | 'delay';
  /** Default 500. */
  readonly status?: number;
  /** Default 30000. */
  readonly milliseconds?: number;
  /** How often; default 1. */
  readonly times?: number;
}

/** Failures on command. */
export class Faults {
  private list: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.list.push({ fault, left: fault.times ?? 1 });
  }

  /** How many are still to be met. */
  open(): number {
    return this.list.length;
  }

  clear(): void {
    this.list = [];
  }

  /** The fault that this request meets, if any; it counts as used. */
  meet(ask: Ask): Fault | undefined {
    const met = this.list.find(({ fault }) => `${ask.method} ${ask.path}`.startsWith(fault.on ?? ''));
    if (!met) return undefined;
    met.left -= 1;
    this.list = this.list.filter(({ left }) => left > 0);
    return met.fault;
  }
}
