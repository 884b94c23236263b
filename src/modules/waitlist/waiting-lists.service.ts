import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { EventsService } from '../events/events.service.js';
import { givingNow } from './gifts.service.js';
import { productsToWaitFor } from './joining.rules.js';
import { keysWanted } from './offers.queries.js';
import {
  ProductToWaitForDto,
  PublicWaitingListDto,
  type SetWaitingListDto,
  WaitingListDto,
} from './waiting-list.dto.js';
import { WaitingListService } from './waiting-list.service.js';
import { countEntries, saveWaitingList, stockOf, waitingListOf } from './waiting-lists.queries.js';

/** How the waiting list of an event works. */
@Injectable()
export class WaitingListsService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly lists: WaitingListService,
  ) {}

  show(actor: Actor, eventId: string): Promise<WaitingListDto> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return this.present(tx, actor, eventId);
    });
  }

  /** What is free goes by the new terms at once. */
  set(actor: Actor, eventId: string, version: number, input: SetWaitingListDto): Promise<WaitingListDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const { order: sort, maxPartySize: maxParty, cap = null, ...terms } = input;
      const saved = await saveWaitingList(tx, actor, { ...terms, eventId, sort, maxParty, cap, version });
      if (saved === 0) throw versionConflict();
      await this.lists.serve(tx, actor, eventId);
      return this.present(tx, actor, eventId);
    });
  }

  async showPublic(slug: string): Promise<PublicWaitingListDto> {
    const { actor, eventId } = await this.events.visit(slug);
    return this.db.read(actor, (tx) => this.publicList(tx, actor, eventId));
  }

  /** What a visitor of the event is told. */
  async publicList(tx: Tx, actor: Actor, eventId: string): Promise<PublicWaitingListDto> {
    await this.events.getPublic(tx, actor, eventId);
    const list = await waitingListOf(tx, actor, eventId);
    if (list.version === 0) return PublicWaitingListDto.of(list, { open: false, waiting: 0, products: [] });
    const stock = await stockOf(tx, actor, eventId);
    const giving = givingNow(list, stock);
    const open = list.open && stock.published && giving.minutes >= 1;
    const products = open ? productsToWaitFor(giving, stock.products, await keysWanted(tx, actor, eventId)) : [];
    const { waiting } = await countEntries(tx, actor, eventId);
    return PublicWaitingListDto.of(list, {
      open,
      waiting,
      products: products.map(({ product, available }) => ProductToWaitForDto.of(product, available)),
    });
  }

  private async present(tx: Tx, actor: Actor, eventId: string): Promise<WaitingListDto> {
    const { waiting, offered } = await countEntries(tx, actor, eventId);
    return WaitingListDto.of(await waitingListOf(tx, actor, eventId), { waiting, offered });
  }
}
