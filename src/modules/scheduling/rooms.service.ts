import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { EventsService } from '../events/events.service.js';
import { type ChangeRoomDto, type NewRoomDto, RoomDto, type RoomRow } from './room.dto.js';
import { roomInUse, roomNameTaken, roomUnknown } from './scheduling.problems.js';

@Injectable()
export class RoomsService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
  ) {}

  create(actor: Actor, eventId: string, input: NewRoomDto): Promise<RoomDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const row = await one<RoomRow>(
        tx,
        `insert into rooms (organization_id, event_id, name, capacity) values ($1, $2, $3, $4)
         on conflict (organization_id, event_id, name) do nothing returning *`,
        [actor.organizationId, eventId, input.name.trim(), input.capacity ?? null],
      );
      if (!row) throw roomNameTaken({ pointer: '/name' });
      return RoomDto.of(row);
    });
  }

  list(actor: Actor, eventId: string, query: PageQuery): Promise<Page<RoomDto>> {
    const listing = {
      from: 'rooms',
      select: 'id, name, capacity, version',
      where: 't.event_id = $2',
      params: [actor.organizationId, eventId],
    };
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return readPage<RoomRow, RoomDto>(tx, listing, query, (row) => RoomDto.of(row));
    });
  }

  show(actor: Actor, eventId: string, roomId: string): Promise<RoomDto> {
    return this.db.read(actor, async (tx) => RoomDto.of(await this.require(tx, actor, eventId, roomId)));
  }

  change(
    actor: Actor,
    room: { eventId: string; roomId: string; version: number },
    input: ChangeRoomDto,
  ): Promise<RoomDto> {
    return this.db.transaction(actor, async (tx) => {
      const before = await this.require(tx, actor, room.eventId, room.roomId);
      const name = input.name?.trim() ?? before.name;
      const namesake = await one(
        tx,
        'select from rooms where organization_id = $1 and event_id = $2 and name = $3 and id <> $4',
        [actor.organizationId, room.eventId, name, room.roomId],
      );
      if (namesake) throw roomNameTaken({ pointer: '/name' });
      const row = await one<RoomRow>(
        tx,
        'update rooms set name = $4, capacity = $5 where organization_id = $1 and id = $2 and version = $3 returning *',
        [
          actor.organizationId,
          room.roomId,
          room.version,
          name,
          input.capacity === undefined ? before.capacity : input.capacity,
        ],
      );
      if (!row) throw versionConflict();
      return RoomDto.of(row);
    });
  }

  /** Releases keep the room's name; the draft must not need it any more. */
  remove(actor: Actor, eventId: string, roomId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      await this.require(tx, actor, eventId, roomId);
      const used = await one(
        tx,
        'select from agenda_sessions where organization_id = $1 and event_id = $2 and room_id = $3 limit 1',
        [actor.organizationId, eventId, roomId],
      );
      if (used) throw roomInUse();
      await affected(tx, 'delete from rooms where organization_id = $1 and id = $2', [actor.organizationId, roomId]);
    });
  }

  /** The room; refuses where the event has none with this id. `pointer` says where a request names it. */
  async require(tx: Tx, actor: Actor, eventId: string, roomId: string, pointer?: string): Promise<RoomRow> {
    const row = await one<RoomRow>(tx, 'select * from rooms where organization_id = $1 and event_id = $2 and id = $3', [
      actor.organizationId,
      eventId,
      roomId,
    ]);
    if (!row) throw roomUnknown({ pointer });
    return row;
  }

  /** All rooms of the event, by name. */
  all(tx: Tx, actor: Actor, eventId: string): Promise<RoomRow[]> {
    return rows<RoomRow>(tx, 'select * from rooms where organization_id = $1 and event_id = $2 order by name', [
      actor.organizationId,
      eventId,
    ]);
  }

  /** Adds rooms that are missing and returns the ids of all rooms by name. */
  async ensure(
    tx: Tx,
    actor: Actor,
    eventId: string,
    wanted: readonly { name: string; capacity: number | null }[],
  ): Promise<Map<string, string>> {
    await affected(
      tx,
      `insert into rooms (organization_id, event_id, name, capacity)
       select $1, $2, name, capacity from jsonb_to_recordset($3::jsonb) as room(name text, capacity int)
       on conflict (organization_id, event_id, name) do nothing`,
      [actor.organizationId, eventId, JSON.stringify(wanted)],
    );
    return new Map((await this.all(tx, actor, eventId)).map((room) => [room.name, room.id]));
  }
}
