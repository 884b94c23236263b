import { Injectable } from '@nestjs/common';
import { Problem } from '../../kernel/problem.js';
import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import {
  admissionOver,
  admissionRequired,
  noWaitingRoom,
  roomNotOpen,
  roomPlaceUnknown,
} from '../rooms/rooms.problems.js';
import type { RoomPlaceDto } from '../rooms/room.dto.js';
import { WaitingRoomsService } from '../rooms/rooms.service.js';
import { cookieHeader, cookieOf } from './cookies.js';
import type { PageRequest } from './page-request.js';
import { pathIn } from './paths.js';

/** A day: longer than any rush. */
const keptSeconds = 86_400;
const waitingRefusals = new Set([roomNotOpen, admissionRequired, admissionOver]);

/**
 * Remembers a visitor's place in the waiting room of an event, in a cookie of theirs, and says whether they may go on to the
 * pages where places are taken.
 */
@Injectable()
export class RoomGateService {
  constructor(
    private readonly config: Config,
    private readonly rooms: WaitingRoomsService,
  ) {}

  /** The place that the visitor has, or null. */
  async placeOf(slug: string, request: PageRequest): Promise<RoomPlaceDto | null> {
    const token = cookieOf(request, nameOf(slug));
    if (token === undefined) return null;
    try {
      return await this.rooms.place(token);
    } catch (failure) {
      if (failure instanceof Problem && [roomPlaceUnknown, noWaitingRoom].includes(failure.refusal)) return null;
      throw failure;
    }
  }

  /** The cookie that keeps a place. */
  cookie(slug: string, { token }: RoomPlaceDto): string {
    const secure = this.config.publicUrl.startsWith('https:');
    return cookieHeader(nameOf(slug), token, { seconds: keptSeconds, secure });
  }

  /** The token with which the visitor takes places; undefined where they have none, or need none. */
  async admissionToken(slug: string, request: PageRequest): Promise<string | undefined> {
    return (await this.placeOf(slug, request))?.admissionToken ?? undefined;
  }

  /** The waiting room, where the visitor must wait before they may take places of the event; otherwise null. */
  async whereToWait(
    visitor: { actor: Actor; eventId: string },
    slug: string,
    { request, locale }: { request: PageRequest; locale: Locale },
  ): Promise<{ seeOther: string } | null> {
    try {
      await this.rooms.require(visitor.actor, visitor.eventId, await this.admissionToken(slug, request));
      return null;
    } catch (failure) {
      if (!(failure instanceof Problem) || !waitingRefusals.has(failure.refusal)) throw failure;
      return { seeOther: pathIn(`/e/${slug}/room`, locale) };
    }
  }
}

const nameOf = (slug: string): string => `room-${slug}`;
