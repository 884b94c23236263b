import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';

/** Those who get free places of an event before the public. */
export interface BeforePublic {
  /** Gives them what is free. The stock is locked, and holds that are over have given back their places. */
  give(tx: Tx, actor: Actor, eventId: string): Promise<void>;
  /** How many places of each quota they would get now, with so many more of some free than are counted. Changes nothing. */
  foresee(
    tx: Tx,
    actor: Actor,
    eventId: string,
    freed: ReadonlyMap<string, number>,
  ): Promise<ReadonlyMap<string, number>>;
  /** Whether people may join them. */
  isOpen(tx: Tx, actor: Actor, eventId: string): Promise<boolean>;
}
