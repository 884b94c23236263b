import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import {
  type ReadTicketCode,
  isSigned,
  privateKeyOf,
  publicKeyOf,
  readTicketCode,
  writeTicketCode,
} from './ticket-code.js';
import { TicketKeysService } from './ticket-keys.service.js';

export type { ReadTicketCode } from './ticket-code.js';

/** The part of a ticket that is in its code. */
export interface CodedTicket {
  id: string;
  ticketTypeId: string;
  generation: number;
}

/** Gives the code of a ticket: for the same ticket and generation the same one, while the event keeps its key. */
export type CodeOf = (ticket: CodedTicket) => string;

const latest = 0xffffffff;

/**
 * The code of a ticket is a signed token that anybody can check with the event's public key: docs/ticket-code.md. Only the
 * newest generation of a ticket admits; the row says which that is.
 */
@Injectable()
export class TicketCodes {
  private readonly signers = new Map<string, CodeOf>();
  private readonly verifiers = new Map<string, KeyObject>();

  constructor(private readonly keys: TicketKeysService) {}

  /** Codes for the tickets of one event, by the key that signs now: one that was revoked this moment signs no more. */
  async of(tx: Tx, actor: Actor, eventId: string): Promise<CodeOf> {
    const key = await this.keys.signing(tx, actor, eventId);
    const known = this.signers.get(key.id);
    if (known) return known;
    const privateKey = privateKeyOf({ seed: this.keys.seedOf(key), publicKey: key.publicKey });
    const [validFrom, validUntil] = [secondsOf(key.validFrom), secondsOf(key.validUntil)];
    const codeOf: CodeOf = ({ id, ticketTypeId, generation }) =>
      writeTicketCode(
        { key: key.number, eventId, ticketId: id, ticketTypeId, generation, validFrom, validUntil },
        privateKey,
      );
    if (this.signers.size > 1_000) this.signers.clear();
    this.signers.set(key.id, codeOf);
    return codeOf;
  }

  /** What a text says that has the form of a code; null for any other. Nobody has looked at its signature yet. */
  read(text: string): ReadTicketCode | null {
    return readTicketCode(text);
  }

  /** Whether the private half of this key signed it. */
  isSigned(code: ReadTicketCode, publicKey: Buffer): boolean {
    const name = publicKey.toString('base64');
    const known = this.verifiers.get(name) ?? publicKeyOf(publicKey);
    if (this.verifiers.size > 1_000) this.verifiers.clear();
    this.verifiers.set(name, known);
    return isSigned(code, known);
  }
}

const secondsOf = (time: Date): number => Math.min(Math.max(Math.floor(time.getTime() / 1000), 0), latest);
