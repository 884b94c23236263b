import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';

/** Whose place it is. All UUIDs. */
export interface PlaceClaim {
  organizationId: string;
  eventId: string;
  placeId: string;
}

/** What an admission token says: whose turn it is, in which round of the room, and until when. */
export interface AdmissionClaim extends PlaceClaim {
  round: number;
  until: Date;
}

type Kind = 'place' | 'admission';
const macLength = 16;
const idLength = 16;
const idsLength = 3 * idLength;

/**
 * Tokens of the waiting room: the ids, an expiry, and an HMAC over both. Thousands ask at once how far they have come, so a token
 * is judged without asking the database.
 */
@Injectable()
export class RoomTokens {
  private readonly key: Buffer;

  constructor(config: Config) {
    this.key = createHmac('sha256', config.appSecret).update('waiting-room').digest();
  }

  place(claim: PlaceClaim): string {
    return this.sign('place', idsOf(claim));
  }

  readPlace(token: string): PlaceClaim | null {
    const body = this.verify('place', token, idsLength);
    return body && claimOf(body);
  }

  admission({ round, until, ...claim }: AdmissionClaim): string {
    const terms = Buffer.alloc(10);
    terms.writeUInt32BE(round, 0);
    terms.writeUIntBE(until.getTime(), 4, 6);
    return this.sign('admission', Buffer.concat([idsOf(claim), terms]));
  }

  readAdmission(token: string): AdmissionClaim | null {
    const body = this.verify('admission', token, idsLength + 10);
    if (!body) return null;
    const until = new Date(body.readUIntBE(idsLength + 4, 6));
    return { ...claimOf(body), round: body.readUInt32BE(idsLength), until };
  }

  private sign(kind: Kind, body: Buffer): string {
    return Buffer.concat([body, this.mac(kind, body)]).toString('base64url');
  }

  private verify(kind: Kind, token: string, length: number): Buffer | null {
    if (!/^[\w-]{1,120}$/.test(token)) return null;
    const bytes = Buffer.from(token, 'base64url');
    // Another spelling of the same bytes is another token.
    if (bytes.length !== length + macLength || bytes.toString('base64url') !== token) return null;
    const body = bytes.subarray(0, length);
    return timingSafeEqual(bytes.subarray(length), this.mac(kind, body)) ? body : null;
  }

  private mac(kind: Kind, body: Buffer): Buffer {
    return createHmac('sha256', this.key).update(`${kind}|`).update(body).digest().subarray(0, macLength);
  }
}

const idsOf = ({ organizationId, eventId, placeId }: PlaceClaim): Buffer =>
  Buffer.from([organizationId, eventId, placeId].join('').replaceAll('-', ''), 'hex');

function claimOf(body: Buffer): PlaceClaim {
  const id = (index: number) => {
    const hex = body.subarray(index * idLength, (index + 1) * idLength).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
  return { organizationId: id(0), eventId: id(1), placeId: id(2) };
}
