import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { fromCrockford, toCrockford } from './crockford.js';

/** Whose code it is. Only the newest generation of a ticket admits; the row says which that is. */
export interface CodedTicket {
  ticketId: string;
  generation: number;
}

const prefix = 'T1';
const idBytes = 16;
const generationBytes = 2;
const macBytes = 16;
const length = prefix.length + Math.ceil(((idBytes + generationBytes + macBytes) * 8) / 5);

/**
 * The code of a ticket: `T1`, then in Crockford's base 32 the ticket's id, its generation, and the first 128 bits of an
 * HMAC-SHA256 over both. It holds nothing about the person, can be checked without the database, and needs only the
 * characters of a QR code's alphanumeric mode (ISO/IEC 18004, section 7.4.4).
 */
@Injectable()
export class TicketCodes {
  constructor(private readonly config: Config) {}

  of(ticketId: string, generation: number): string {
    const ticket = Buffer.alloc(idBytes + generationBytes);
    ticket.write(ticketId.replaceAll('-', ''), 'hex');
    ticket.writeUInt16BE(generation, idBytes);
    return prefix + toCrockford(Buffer.concat([ticket, this.mac(ticket)]));
  }

  /** The ticket behind a code that this installation made; null for any other text. */
  read(code: string): CodedTicket | null {
    const text = code.trim().toUpperCase();
    if (text.length !== length || !text.startsWith(prefix)) return null;
    const bytes = fromCrockford(text.slice(prefix.length));
    if (!bytes) return null;
    const ticket = bytes.subarray(0, idBytes + generationBytes);
    if (!timingSafeEqual(bytes.subarray(idBytes + generationBytes), this.mac(ticket))) return null;
    const hex = ticket.toString('hex', 0, idBytes);
    const ticketId = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    return { ticketId, generation: ticket.readUInt16BE(idBytes) };
  }

  private mac(ticket: Buffer): Buffer {
    const mac = createHmac('sha256', this.config.appSecret).update('ticket|').update(ticket).digest();
    return mac.subarray(0, macBytes);
  }
}
