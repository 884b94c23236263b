import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import type { Catalogue, Code } from './catalogue.js';
import { findCatalogue, findStamp } from './catalogue.queries.js';
import { findCode } from './codes.queries.js';

export type * from './catalogue.js';
export { price } from './pricing.rules.js';
export { plainCart } from './plain-cart.rules.js';
export { type SoldLine, pricedAlone } from './remainder.rules.js';

/** Copies that are kept in memory; an event that nobody asks for makes room. */
const mostCopies = 500;

/** What an event has for sale, for those who judge and price it. */
@Injectable()
export class CatalogueService {
  private readonly copies = new Map<string, { stamp: string; catalogue: Catalogue }>();

  /**
   * Everything but the codes, as it stands in this transaction. `stamp` is the one that the caller read in it; a copy with the
   * same stamp is the same catalogue, so most of the time nothing else is asked of the database.
   */
  async load(tx: Tx, actor: Actor, eventId: string, stamp?: string): Promise<Catalogue> {
    const key = `${actor.organizationId}/${eventId}`;
    const copy = this.copies.get(key);
    if (copy && copy.stamp === (stamp ?? (await findStamp(tx, actor, eventId)))) return copy.catalogue;
    const found = await findCatalogue(tx, actor, eventId);
    this.keep(key, found);
    return found.catalogue;
  }

  private keep(key: string, copy: { stamp: string; catalogue: Catalogue }): void {
    this.copies.delete(key);
    this.copies.set(key, copy);
    for (const oldest of this.copies.keys()) {
      if (this.copies.size <= mostCopies) return;
      this.copies.delete(oldest);
    }
  }

  /** The codes that people typed, by how they are written in upper case; what is no code of the event is left out. */
  codes(tx: Tx, actor: Actor, eventId: string, typed: readonly string[]): Promise<ReadonlyMap<string, Code>> {
    return findCode(tx, actor, eventId, typed);
  }
}
