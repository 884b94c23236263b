import { type KeyObject, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { fromCrockford, toCrockford } from './crockford.js';

/** What a ticket code says; docs/ticket-code.md is the published format. */
export interface TicketCode {
  /** Which key of the event signed it. */
  key: number;
  eventId: string;
  ticketId: string;
  ticketTypeId: string;
  /** Unix seconds; before and after them a device that knows nothing else refuses. */
  validFrom: number;
  validUntil: number;
  generation: number;
}

/** A code as it was read: nobody has looked at its signature yet. */
export interface ReadTicketCode extends TicketCode {
  signed: Buffer;
  signature: Buffer;
}

const version = 2;
const at = { version: 0, key: 1, event: 2, ticket: 18, type: 34, from: 50, until: 54, generation: 58 };
const payloadBytes = 60;
const signatureBytes = 64;
const codeLength = Math.ceil(((payloadBytes + signatureBytes) * 8) / 5);

/** The code as text: characters of a QR code's alphanumeric mode only. The same content and key give the same text. */
export function writeTicketCode(code: TicketCode, privateKey: KeyObject): string {
  const payload = Buffer.alloc(payloadBytes);
  payload.writeUInt8(version, at.version);
  payload.writeUInt8(code.key, at.key);
  payload.write(hexOf(code.eventId), at.event, 'hex');
  payload.write(hexOf(code.ticketId), at.ticket, 'hex');
  payload.write(hexOf(code.ticketTypeId), at.type, 'hex');
  payload.writeUInt32BE(code.validFrom, at.from);
  payload.writeUInt32BE(code.validUntil, at.until);
  payload.writeUInt16BE(code.generation, at.generation);
  return toCrockford(Buffer.concat([payload, sign(null, payload, privateKey)]));
}

/** What a text says that has the form of a ticket code; null for any other. */
export function readTicketCode(text: string): ReadTicketCode | null {
  const trimmed = text.trim().toUpperCase();
  if (trimmed.length !== codeLength) return null;
  const bytes = fromCrockford(trimmed);
  if (!bytes || bytes.readUInt8(at.version) !== version) return null;
  return {
    key: bytes.readUInt8(at.key),
    eventId: uuidAt(bytes, at.event),
    ticketId: uuidAt(bytes, at.ticket),
    ticketTypeId: uuidAt(bytes, at.type),
    validFrom: bytes.readUInt32BE(at.from),
    validUntil: bytes.readUInt32BE(at.until),
    generation: bytes.readUInt16BE(at.generation),
    signed: bytes.subarray(0, payloadBytes),
    signature: bytes.subarray(payloadBytes),
  };
}

export const isSigned = ({ signed, signature }: ReadTicketCode, publicKey: KeyObject): boolean =>
  verify(null, signed, publicKey, signature);

/** A key pair as its raw 32-byte halves (RFC 8032). */
export interface RawKeyPair {
  publicKey: Buffer;
  seed: Buffer;
}

export function newKeyPair(): RawKeyPair {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { seed: Buffer.from(d ?? '', 'base64url'), publicKey: Buffer.from(x ?? '', 'base64url') };
}

export const privateKeyOf = ({ seed, publicKey }: RawKeyPair): KeyObject =>
  createPrivateKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', d: seed.toString('base64url'), x: publicKey.toString('base64url') },
  });

export const publicKeyOf = (raw: Buffer): KeyObject =>
  createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') } });

const hexOf = (uuid: string): string => uuid.replaceAll('-', '');

function uuidAt(bytes: Buffer, offset: number): string {
  const hex = bytes.toString('hex', offset, offset + 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
