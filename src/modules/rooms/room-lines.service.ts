import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { type Actor, visitorActor } from '../../platform/auth/actor.js';
import { Batcher } from '../../platform/batcher.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { overloaded } from '../../platform/http/http.problems.js';
import { lastBefore } from './room.rules.js';
import {
  type Place,
  type Room,
  insertPlaces,
  lockRoom,
  numberEarlyPlaces,
  placesById,
  setLastNumber,
} from './rooms.queries.js';

/** Null where the event has no room. */
interface Reply {
  place: Place | null;
}

/** Somebody at the door. */
interface Arrival {
  organizationId: string;
  placeId: string;
}

/**
 * Gives people their places. Everybody comes in the same minute, so those who come while others are written are written together
 * next: a room is locked once for a batch, not once for each of them.
 */
@Injectable()
export class RoomLinesService implements BeforeApplicationShutdown {
  private readonly line: Batcher<Arrival, Reply>;

  constructor(
    private readonly db: Database,
    config: Config,
  ) {
    const limits = { batch: config.admissionBatch, queue: config.admissionQueue, patience: 10_000 };
    this.line = new Batcher((eventId, arrivals) => this.serve(eventId, arrivals), limits);
  }

  /** The place, committed; the one that it already is where it came before. Null where the event has no room. */
  async arrive(eventId: string, arrival: Arrival): Promise<Place | null> {
    const answer = await this.line.submit(eventId, arrival);
    if (!answer) throw overloaded({ retryAfter: 2 });
    return answer.place;
  }

  /** Gives numbers to those who came before the room opened, if nobody has. */
  async open(actor: Actor, eventId: string): Promise<void> {
    await this.db.transaction(actor, async (tx) => {
      const room = await lockRoom(tx, actor, eventId);
      if (room) await opened(tx, actor, room);
    });
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.line.drain();
  }

  private async serve(eventId: string, arrivals: readonly Arrival[]): Promise<Reply[]> {
    const [first] = arrivals;
    if (!first) return [];
    const actor = visitorActor(first.organizationId);
    return this.db.transaction(actor, async (tx) => {
      const locked = await lockRoom(tx, actor, eventId);
      if (!locked) return arrivals.map(() => ({ place: null }));
      const room = locked.now < locked.opensAt ? locked : await opened(tx, actor, locked);
      const ids = [...new Set(arrivals.map(({ placeId }) => placeId))];
      const known = await placesById(tx, actor, eventId, ids);
      const fresh = await this.write(
        tx,
        actor,
        room,
        ids.filter((id) => !known.has(id)),
      );
      return arrivals.map(({ placeId }) => ({ place: known.get(placeId) ?? fresh.get(placeId) ?? null }));
    });
  }

  private async write(tx: Tx, actor: Actor, room: Room, ids: readonly string[]): Promise<ReadonlyMap<string, Place>> {
    if (ids.length === 0) return new Map();
    const last = room.openedAt ? lastBefore(room.schedule, room.lastNumber, room.now) : null;
    const places = ids.map((id, index) => ({ id, round: room.round, number: last === null ? null : last + index + 1 }));
    await insertPlaces(tx, actor, room.eventId, places);
    if (last !== null) await setLastNumber(tx, actor, room.eventId, last + places.length);
    return new Map(places.map((place) => [place.id, place]));
  }
}

/** The room as it stands once those who came before have their numbers. It is locked, so this happens once. */
async function opened(tx: Tx, actor: Actor, room: Room): Promise<Room> {
  if (room.openedAt || room.now < room.opensAt) return room;
  await numberEarlyPlaces(tx, actor, room);
  return (await lockRoom(tx, actor, room.eventId)) ?? room;
}
