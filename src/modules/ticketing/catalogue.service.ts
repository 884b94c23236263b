import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import type { Catalogue, Code } from './catalogue.js';
import { findCatalogue } from './catalogue.queries.js';
import { findCode } from './codes.queries.js';

export type * from './catalogue.js';
export { plainCart } from './plain-cart.rules.js';

/** What an event has for sale, for those who judge and price it. */
@Injectable()
export class CatalogueService {
  /** Everything but the codes, in one round trip. */
  load(tx: Tx, actor: Actor, eventId: string): Promise<Catalogue> {
    return findCatalogue(tx, actor, eventId);
  }

  /** The codes that people typed, by how they are written in upper case; what is no code of the event is left out. */
  codes(tx: Tx, actor: Actor, eventId: string, typed: readonly string[]): Promise<ReadonlyMap<string, Code>> {
    return findCode(tx, actor, eventId, typed);
  }
}
