import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { type Place, type Room, findRoom } from './rooms.queries.js';

const roomKeptMs = 1000;
const mostPlaces = 100_000;

interface Reading {
  room: Promise<Room | undefined>;
  /** By the clock of this process, which only rises. */
  at: number;
}

/**
 * What everybody asks at once, kept in this process: the settings of a room for a second, and the number of a place, which never
 * changes, for good. The time goes on from the database's clock as it was read.
 */
@Injectable()
export class RoomsCache {
  private readonly rooms = new Map<string, Reading>();
  private readonly places = new Map<string, Place>();
  private readonly running = new Map<string, Promise<void>>();

  constructor(private readonly db: Database) {}

  /** The room with the time as it is now, or undefined where the event has none. */
  async room(actor: Actor, eventId: string): Promise<Room | undefined> {
    const kept = this.rooms.get(eventId);
    const fresh = kept && performance.now() - kept.at < roomKeptMs ? kept : this.read(actor, eventId);
    const room = await fresh.room;
    return room && { ...room, now: new Date(room.now.getTime() + Math.floor(performance.now() - fresh.at)) };
  }

  /** What was read of the room no longer holds. */
  forget(eventId: string): void {
    this.rooms.delete(eventId);
  }

  place(placeId: string): Place | undefined {
    return this.places.get(placeId);
  }

  keep(place: Place): void {
    if (this.places.size >= mostPlaces) this.places.clear();
    this.places.set(place.id, place);
  }

  /** Does it once for all who want it done at the same time. */
  async once(eventId: string, work: () => Promise<void>): Promise<void> {
    const before = this.running.get(eventId);
    if (before) return before;
    const run = work().finally(() => this.running.delete(eventId));
    this.running.set(eventId, run);
    return run;
  }

  private read(actor: Actor, eventId: string): Reading {
    if (this.rooms.size > 1000) this.rooms.clear();
    const reading = { at: performance.now(), room: this.db.read(actor, (tx) => findRoom(tx, actor, eventId)) };
    this.rooms.set(eventId, reading);
    // What could not be read is asked again by whoever comes next; this one is told.
    reading.room.catch(() => this.rooms.delete(eventId));
    return reading;
  }
}
