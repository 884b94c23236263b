import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type TicketCode, privateKeyOf, writeTicketCode } from '../../src/modules/registrations/ticket-code.js';

const document = readFileSync(join(import.meta.dirname, '../../docs/ticket-code.md'), 'utf8');
const [vectors, faults] = [...document.matchAll(/```json\n([^`]+)```/g)].map((match) => JSON.parse(match[1] ?? ''));

// RFC 8032, section 7.1, test 1.
const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const publicKey = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
const privateKey = privateKeyOf({ seed: Buffer.from(seed, 'hex'), publicKey: Buffer.from(publicKey, 'hex') });

/** What the vectors are about. */
const given: TicketCode[] = [
  {
    key: 1,
    eventId: '01999999-0000-7000-8000-000000000001',
    ticketId: '01999999-0000-7000-8000-000000000002',
    ticketTypeId: '01999999-0000-7000-8000-000000000003',
    validFrom: 2120040000,
    validUntil: 2121260400,
    generation: 1,
  },
  {
    key: 255,
    eventId: 'ffffffff-ffff-7fff-bfff-ffffffffffff',
    ticketId: '0190f3a2-5b6c-7d8e-9f01-23456789abcd',
    ticketTypeId: '00000000-0000-7000-8000-000000000000',
    validFrom: 0,
    validUntil: 4294967295,
    generation: 65535,
  },
];

/** A verifier written from the document, with nothing but Node's crypto. */
function check(text: string): Record<string, unknown> | 'unknown-code' {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const characters = [...text.trim().toUpperCase()];
  const digits = characters.map((character) => alphabet.indexOf(character));
  if (digits.length !== 199 || digits.includes(-1)) return 'unknown-code';
  const bits = digits.map((digit) => digit.toString(2).padStart(5, '0')).join('');
  if (bits.slice(992) !== '000') return 'unknown-code';
  const bytes = Buffer.from((bits.slice(0, 992).match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  if (bytes[0] !== 2) return 'unknown-code';
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'hex').toString('base64url') },
  });
  if (!verify(null, bytes.subarray(0, 60), key, bytes.subarray(60))) return 'unknown-code';
  const uuid = (from: number) =>
    bytes.toString('hex', from, from + 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return {
    key: bytes[1],
    eventId: uuid(2),
    ticketId: uuid(18),
    ticketTypeId: uuid(34),
    validFrom: bytes.readUInt32BE(50),
    validUntil: bytes.readUInt32BE(54),
    generation: bytes.readUInt16BE(58),
  };
}

describe('docs/ticket-code.md', () => {
  it('has the vectors that Turnout writes', () => {
    const written = given.map((code) => ({ ...code, code: writeTicketCode(code, privateKey) }));
    expect(vectors).toEqual({ seed, publicKey, codes: written });
  });

  it('is enough to write a verifier', () => {
    for (const { code, ...content } of vectors.codes) {
      expect(check(code)).toEqual(content);
      expect(check(` ${code.toLowerCase()}\n`)).toEqual(content);
    }
  });

  it('has faults that a verifier finds', () => {
    expect(faults).toHaveLength(4);
    for (const { code } of faults) expect(check(code)).toBe('unknown-code');
  });
});
