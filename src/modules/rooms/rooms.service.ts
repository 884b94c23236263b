import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { toPublicId } from '../../kernel/id.js';
import { type Actor, type IdempotencyClaim, visitorActor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/new-id.js';
import { RateLimits } from '../../platform/http/rate-limits.js';
import { EventsService } from '../events/events.service.js';
import { RoomLinesService } from './room-lines.service.js';
import { type PlaceClaim, RoomTokens } from './room-tokens.js';
import { PublicWaitingRoomDto, RoomPlaceDto } from './room.dto.js';
import { type PlaceState, placeState, pollAfter } from './room.rules.js';
import { RoomsCache } from './rooms-cache.js';
import { type Place, type Room, placesById } from './rooms.queries.js';
import { admissionOver, admissionRequired, noWaitingRoom, roomNotOpen, roomPlaceUnknown } from './rooms.problems.js';

/** Somebody at the door of a waiting room. */
export interface Arrival {
  slug: string;
  /** Where they come from; places are limited by it. */
  address: string;
  /** The place that they have already. */
  token?: string | undefined;
  claim?: IdempotencyClaim | undefined;
}

/** The line in front of the sale: places, turns, and who may go on. */
@Injectable()
export class WaitingRoomsService {
  constructor(
    private readonly db: Database,
    private readonly limits: RateLimits,
    private readonly events: EventsService,
    private readonly tokens: RoomTokens,
    private readonly lines: RoomLinesService,
    private readonly cache: RoomsCache,
  ) {}

  /**
   * Refuses whoever's turn it is not. The place of whoever may go on, or null where nobody has to wait. Asks the database once a
   * second at most, whoever comes.
   */
  async require(
    actor: Actor,
    eventId: string,
    admissionToken: string | undefined,
  ): Promise<{ placeId: string } | null> {
    const room = await this.cache.room(actor, eventId);
    if (!room?.enabled) return null;
    if (room.now < room.opensAt) throw roomNotOpen({ opensAt: room.opensAt.toISOString(), nextStep: 'room' });
    const claim = admissionToken === undefined ? null : this.tokens.readAdmission(admissionToken);
    if (claim?.eventId !== eventId || claim.organizationId !== actor.organizationId || claim.round !== room.round)
      throw admissionRequired({ nextStep: 'room' });
    if (room.now >= claim.until) throw admissionOver({ nextStep: 'room' });
    return { placeId: claim.placeId };
  }

  async showPublic(slug: string): Promise<PublicWaitingRoomDto> {
    const { actor, eventId } = await this.events.visit(slug);
    const room = await this.cache.room(actor, eventId);
    return PublicWaitingRoomDto.of(room, room?.now ?? new Date(0));
  }

  /** A place for somebody who comes; the one that they have, where it is one of this room and still counts. */
  async join({ slug, address, token, claim }: Arrival): Promise<RoomPlaceDto> {
    const { actor, eventId } = await this.events.visit(slug, claim);
    const room = await this.cache.room(actor, eventId);
    if (!room?.enabled) throw noWaitingRoom();
    const mine = token === undefined ? null : await this.own(token, eventId);
    if (mine) return mine;
    await this.limits.roomPlace(address);
    const placeId = idFrom(actor.idempotency, eventId) ?? newId();
    const { organizationId } = actor;
    const place = await this.lines.arrive(eventId, { organizationId, placeId });
    if (!place) throw noWaitingRoom();
    this.cache.keep(place);
    return this.present({ organizationId, eventId, placeId }, place, await this.cache.room(actor, eventId));
  }

  /** How far somebody has come. Whoever asks is answered from memory once they have their number. */
  async place(token: string): Promise<RoomPlaceDto> {
    const claim = this.tokens.readPlace(token);
    if (!claim) throw roomPlaceUnknown();
    const actor = visitorActor(claim.organizationId);
    const room = await this.cache.room(actor, claim.eventId);
    return this.present(claim, await this.find(actor, claim, room), room);
  }

  private async own(token: string, eventId: string): Promise<RoomPlaceDto | null> {
    const claim = this.tokens.readPlace(token);
    if (claim?.eventId !== eventId) return null;
    const place = await this.place(token);
    return place.state === 'over' ? null : place;
  }

  private async find(actor: Actor, { eventId, placeId }: PlaceClaim, room: Room | undefined): Promise<Place> {
    const kept = this.cache.place(placeId);
    const open = room !== undefined && room.now >= room.opensAt;
    if (kept && (kept.number !== null || !open)) return kept;
    const read = () =>
      this.db.read(actor, async (tx) => (await placesById(tx, actor, eventId, [placeId])).get(placeId));
    let place = await read();
    if (place && place.number === null && open) {
      await this.cache.once(eventId, () => this.lines.open(actor, eventId));
      place = await read();
    }
    if (!place) throw roomPlaceUnknown();
    this.cache.keep(place);
    return place;
  }

  private present(claim: PlaceClaim, place: Place, room: Room | undefined): RoomPlaceDto {
    if (!room) throw noWaitingRoom();
    const { now } = room;
    const state = stateOf(room, place, now);
    const admitted = state.state === 'admitted' ? state.until : null;
    const waiting = state.state === 'waiting' ? state : null;
    return {
      id: toPublicId('rpl', place.id),
      token: this.tokens.place(claim),
      state: state.state,
      position: waiting?.position ?? null,
      expectedAt: waiting?.expectedAt?.toISOString() ?? null,
      pollAfterSeconds: pollAfter(state, now, Number.parseInt(place.id.slice(-2), 16)),
      admissionToken: admitted && this.tokens.admission({ ...claim, round: place.round, until: admitted }),
      admittedUntil: admitted?.toISOString() ?? null,
    };
  }
}

/** Where the room was given up nobody waits any more. */
function stateOf(room: Room, place: Place, now: Date): PlaceState {
  if (!room.enabled) return { state: 'admitted', until: new Date(now.getTime() + room.admissionMinutes * 60_000) };
  return place.round === room.round ? placeState(room, place.number, now) : { state: 'over' };
}

/** The same request to the same room is the same place, however often it comes: its id follows from both (a UUIDv8, RFC 9562). */
function idFrom(claim: IdempotencyClaim | undefined, eventId: string): string | null {
  if (!claim) return null;
  const hash = createHash('sha256').update(`room-place|${eventId}|${claim.principal}|${claim.key}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
