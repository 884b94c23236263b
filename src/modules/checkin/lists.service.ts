import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { EventsService } from '../events/events.service.js';
import { listInUse, listProductsUnknown, listTimesWrong, listUnknown } from './checkin.problems.js';
import { type ChangeCheckInListDto, CheckInListDto, type NewCheckInListDto } from './list.dto.js';
import {
  type CheckInList,
  deleteList,
  findList,
  insertList,
  listsOf,
  productsAmong,
  updateList,
} from './lists.queries.js';
import { defaultList } from './scan.rules.js';

/** Check-in lists of an event. One that has none lets every ticket in once. */
@Injectable()
export class CheckInListsService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
  ) {}

  create(actor: Actor, eventId: string, input: NewCheckInListDto): Promise<CheckInListDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const list = { ...defaultList, ...given(input), name: input.name, eventId };
      await this.require(tx, actor, list);
      return CheckInListDto.of(await this.find(tx, actor, await insertList(tx, actor, list)));
    });
  }

  list(actor: Actor, eventId: string): Promise<Page<CheckInListDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return { items: (await listsOf(tx, actor, eventId)).map(CheckInListDto.of), next: null };
    });
  }

  show(actor: Actor, listId: string): Promise<CheckInListDto> {
    return this.db.read(actor, async (tx) => CheckInListDto.of(await this.find(tx, actor, listId)));
  }

  change(actor: Actor, listId: string, version: number, input: ChangeCheckInListDto): Promise<CheckInListDto> {
    return this.db.transaction(actor, async (tx) => {
      const list = { ...(await this.find(tx, actor, listId)), ...given(input), version };
      await this.require(tx, actor, list);
      if ((await updateList(tx, actor, list)) === 0) throw versionConflict();
      return CheckInListDto.of(await this.find(tx, actor, listId));
    });
  }

  /** What was scanned stays, so a list that has scans does too. */
  delete(actor: Actor, listId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      await this.find(tx, actor, listId);
      if ((await deleteList(tx, actor, listId)) === 0) throw listInUse();
    });
  }

  private async require(tx: Tx, actor: Actor, list: Omit<CheckInList, 'id' | 'version'>): Promise<void> {
    if (list.opensAt && list.closesAt && list.closesAt <= list.opensAt) throw listTimesWrong({ pointer: '/closesAt' });
    const named = list.ticketTypeIds.length + list.variationIds.length;
    if (named > 0 && (await productsAmong(tx, actor, list)) < named) throw listProductsUnknown();
  }

  private async find(tx: Tx, actor: Actor, listId: string): Promise<CheckInList> {
    const list = await findList(tx, actor, listId);
    if (!list) throw listUnknown();
    return list;
  }
}

/** What a request says; what it leaves out is not in it. */
const given = <T extends object>(input: T) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>;
  };
