import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { EventsService } from '../events/events.service.js';
import { type SetWaitingRoomDto, WaitingRoomDto } from './room.dto.js';
import { changePace, openingAt } from './room.rules.js';
import { RoomsCache } from './rooms-cache.js';
import { type Room, countPlaces, findRoom, insertRoom, lockRoom, updateRoom } from './rooms.queries.js';
import { opensInThePast } from './rooms.problems.js';

/** How people wait in front of an event's sale. */
@Injectable()
export class RoomSettingsService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly cache: RoomsCache,
  ) {}

  show(actor: Actor, eventId: string): Promise<WaitingRoomDto> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return this.present(tx, actor, eventId);
    });
  }

  async set(actor: Actor, eventId: string, version: number, input: SetWaitingRoomDto): Promise<WaitingRoomDto> {
    const set = await this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const before = await lockRoom(tx, actor, eventId);
      if ((before?.version ?? 0) !== version) throw versionConflict();
      const saved = before ? await this.change(tx, actor, before, input) : await this.make(tx, actor, eventId, input);
      if (saved === 0) throw versionConflict();
      return this.present(tx, actor, eventId);
    });
    this.cache.forget(eventId);
    return set;
  }

  private make(tx: Tx, actor: Actor, eventId: string, input: SetWaitingRoomDto): Promise<number> {
    const { order: sort, pace, ...terms } = input;
    return insertRoom(tx, actor, { ...terms, eventId, sort, schedule: openingAt(input.opensAt, pace) });
  }

  private change(tx: Tx, actor: Actor, before: Room, input: SetWaitingRoomDto): Promise<number> {
    const { order: sort, pace, ...terms } = input;
    const moved = input.opensAt.getTime() !== before.opensAt.getTime();
    const open = before.now >= before.opensAt;
    if (open && moved && input.opensAt <= before.now) throw opensInThePast({ pointer: '/opensAt' });
    const schedule = moved ? openingAt(input.opensAt, pace) : changePace(before.schedule, pace, before.now);
    // Once it is open the order has been decided.
    const next = { ...terms, eventId: before.eventId, sort: open && !moved ? before.sort : sort, schedule };
    return updateRoom(tx, actor, next, { version: before.version, anew: open && moved });
  }

  private async present(tx: Tx, actor: Actor, eventId: string): Promise<WaitingRoomDto> {
    const room = await findRoom(tx, actor, eventId);
    return WaitingRoomDto.ofRoom(eventId, room, room ? await countPlaces(tx, actor, eventId, room.round) : 0);
  }
}
