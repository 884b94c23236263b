import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import { WaitingRoomsService } from '../rooms/rooms.service.js';
import type { Hold } from '../ticketing/holds.service.js';
import type { Caller } from './application.js';
import { EmailProofsService } from './email-proofs.service.js';
import { InvitedService } from './invited.service.js';
import type { CartDto, HoldOrderDto } from './order-request.dto.js';

/** Who comes, as far as their tokens and their address show it. */
@Injectable()
export class CallersService {
  constructor(
    private readonly config: Config,
    private readonly rooms: WaitingRoomsService,
    private readonly invited: InvitedService,
    private readonly proofs: EmailProofsService,
  ) {}

  /** Who asks for a price. */
  async asking(visitor: Actor, eventId: string, input: CartDto, countedBy: string | null): Promise<Caller> {
    return {
      visitor,
      invitationId: await this.invited.invitationOf(visitor, eventId, input.invitationToken),
      proven: this.proofs.proves(input.emailToken, eventId, input.email ?? null),
      visitorHash: countedBy === null ? null : this.hashOf(eventId, countedBy),
    };
  }

  /**
   * Who wants places held, once it is their turn. Carts are counted by the place in the waiting room where there is one,
   * otherwise by where the visitor calls from.
   */
  async holding(visitor: Actor, eventId: string, input: CartDto, address: string | null): Promise<Caller> {
    const place = await this.rooms.require(visitor, eventId, input.admissionToken);
    const caller = await this.asking(visitor, eventId, input, place?.placeId ?? address);
    return { ...caller, roomPlaceId: place?.placeId ?? null };
  }

  /** Who comes with a hold. Where an address must be proven, a cart was held only after it was; an offer was mailed to it. */
  async ordering(visitor: Actor, hold: Hold, input: HoldOrderDto): Promise<Caller> {
    const { eventId, email } = hold;
    return {
      visitor,
      invitationId: hold.invitationId ?? (await this.invited.invitationOf(visitor, eventId, input.invitationToken)),
      proven: email === input.email || this.proofs.proves(input.emailToken, eventId, input.email),
      visitorHash: null,
      roomPlaceId: hold.roomPlaceId,
    };
  }

  /** Tells visitors of an event apart without keeping where they call from. */
  private hashOf(eventId: string, countedBy: string): string {
    return createHmac('sha256', this.config.appSecret).update(`visitor|${eventId}|${countedBy}`).digest('hex');
  }
}
