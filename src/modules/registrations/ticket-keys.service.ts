import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, systemActor } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { EventsService } from '../events/events.service.js';
import { ticketKeyUnknown, ticketKeysUsedUp } from './registrations.problems.js';
import { newKeyPair } from './ticket-code.js';
import { TicketKeyDto, TicketKeyListDto, TicketKeySetDto } from './ticket-key.dto.js';
import { type SigningKey, insertKey, keyStanding, keysOf, revokeKey, signingKey } from './ticket-keys.queries.js';

const mostKeys = 255;
const week = 7 * 24 * 60 * 60 * 1000;

/**
 * The keys that sign the tickets of an event. The first is made when the first code is needed, and another where the event
 * has moved since; the newest that is not revoked signs, and older ones still verify. Private halves are encrypted at rest (AES-256-GCM), bound to their row.
 */
@Injectable()
export class TicketKeysService {
  private readonly secret: Buffer;

  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    config: Config,
  ) {
    this.secret = Buffer.from(hkdfSync('sha256', config.appSecret, '', 'ticket-keys', 32));
  }

  /** The public keys, for everybody who checks codes without asking us. */
  async keySet(slug: string): Promise<TicketKeySetDto> {
    const { actor, eventId } = await this.events.visit(slug);
    return this.db.transaction(actor, async (tx) => {
      await this.events.getPublic(tx, actor, eventId);
      await this.signing(tx, actor, eventId);
      return TicketKeySetDto.of(await keysOf(tx, actor, eventId));
    });
  }

  list(actor: Actor, eventId: string): Promise<TicketKeyListDto> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return TicketKeyListDto.of(await keysOf(tx, actor, eventId));
    });
  }

  /** A new key signs from now on; codes of older ones go on admitting. */
  rotate(actor: Actor, eventId: string): Promise<TicketKeyDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return TicketKeyDto.of(await this.make(tx, actor, eventId));
    });
  }

  /** Codes that the key signed no longer admit. People find new ones by their private link. */
  revoke(actor: Actor, eventId: string, keyId: string): Promise<TicketKeyDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const key = await revokeKey(tx, actor, eventId, keyId);
      if (!key) throw ticketKeyUnknown();
      return TicketKeyDto.of(key);
    });
  }

  /**
   * The key that signs now; made where there is none. Devices without a connection refuse by the time in the code, so the
   * codes of an event that has moved are signed anew.
   */
  async signing(tx: Tx, actor: Actor, eventId: string): Promise<SigningKey> {
    const key = await signingKey(tx, actor, eventId);
    return key && (isOfItsTime(key) || key.newest >= mostKeys) ? key : this.make(tx, actor, eventId);
  }

  /** The private half, which is nowhere but in memory. */
  seedOf(key: SigningKey): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.secret, key.privateKey.subarray(0, 12));
    decipher.setAAD(boundTo(key)).setAuthTag(key.privateKey.subarray(12, 28));
    return Buffer.concat([decipher.update(key.privateKey.subarray(28)), decipher.final()]);
  }

  /** Of two that make it at the same time the second waits for the first and takes its key. A read has it made beside it. */
  private async make(tx: Tx, actor: Actor, eventId: string): Promise<SigningKey> {
    const standing = await keyStanding(tx, actor, eventId);
    if (!standing) throw new Error('The event of a ticket is there');
    if (standing.readOnly)
      return this.db.transaction(systemActor(actor.organizationId), (own) => this.make(own, actor, eventId));
    if (standing.newest >= mostKeys) throw ticketKeysUsedUp({ atMost: mostKeys });
    const { publicKey, seed } = newKeyPair();
    const place = { eventId, number: standing.newest + 1 };
    await insertKey(tx, actor, {
      ...place,
      ...windowOf(standing),
      publicKey,
      privateKey: this.seal(place, seed),
    });
    const key = await signingKey(tx, actor, eventId);
    if (!key) throw new Error('A key is there once it is written');
    return key;
  }

  private seal(place: { eventId: string; number: number }, seed: Buffer): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.secret, nonce).setAAD(boundTo(place));
    const sealed = Buffer.concat([cipher.update(seed), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }
}

const boundTo = ({ eventId, number }: { eventId: string; number: number }): Buffer =>
  Buffer.from(`${eventId}|${number}`);

/** A rough guard for devices that know no more: the exact times are those of a check-in list. */
const windowOf = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }) => ({
  validFrom: new Date(startsAt.getTime() - week),
  validUntil: new Date(endsAt.getTime() + week),
});

function isOfItsTime(key: SigningKey): boolean {
  const { validFrom, validUntil } = windowOf(key);
  return key.validFrom.getTime() === validFrom.getTime() && key.validUntil.getTime() === validUntil.getTime();
}
