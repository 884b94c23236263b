import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromCrockford, newOrderCode, toCrockford } from './crockford.js';
import { isSigned, newKeyPair, privateKeyOf, publicKeyOf, readTicketCode, writeTicketCode } from './ticket-code.js';

const pair = newKeyPair();
const [privateKey, publicKey] = [privateKeyOf(pair), publicKeyOf(pair.publicKey)];
const content = {
  key: 3,
  eventId: '01999999-0000-7000-8000-000000000001',
  ticketId: '01999999-0000-7000-8000-000000000002',
  ticketTypeId: '01999999-0000-7000-8000-000000000003',
  validFrom: 2120040000,
  validUntil: 2121260400,
  generation: 7,
};
const code = writeTicketCode(content, privateKey);

/** Whether a text is a code that the key signed. */
function admits(text: string, key = publicKey): boolean {
  const read = readTicketCode(text);
  return read !== null && isSigned(read, key);
}

describe('a ticket code', () => {
  it('is read back, in whatever case and with spaces around it', () => {
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{199}$/);
    for (const text of [code, ` ${code.toLowerCase()}\n`]) {
      expect(readTicketCode(text)).toMatchObject(content);
      expect(admits(text)).toBe(true);
    }
  });

  it('is the same for the same content, and another for any other', () => {
    expect(writeTicketCode(content, privateKey)).toBe(code);
    expect(writeTicketCode({ ...content, generation: 8 }, privateKey)).not.toBe(code);
    expect(admits(code, publicKeyOf(newKeyPair().publicKey))).toBe(false);
  });

  it('does not admit where any character differs', () => {
    for (let at = 0; at < code.length; at++) {
      const other = code[at] === '7' ? '8' : '7';
      expect(admits(code.slice(0, at) + other + code.slice(at + 1))).toBe(false);
    }
  });

  it.each(['', 'T1', content.ticketId, ''.padEnd(199, '0'), ''.padEnd(199, 'U'), ''.padEnd(5000, '0')])(
    'is not %j',
    (text) => {
      expect(admits(text)).toBe(false);
    },
  );

  it('is never made up: random bytes of its form do not admit', () => {
    for (let i = 0; i < 300; i++)
      expect(admits(toCrockford(Buffer.concat([Buffer.from([2]), randomBytes(123)])))).toBe(false);
  });
});

describe('Crockford base 32', () => {
  it('gives every byte back, and has one text for them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = toCrockford(Buffer.from(bytes));
        expect(fromCrockford(text)).toEqual(Buffer.from(bytes));
      }),
    );
    expect(fromCrockford('01')).toBeNull();
  });

  it('makes order codes of eight characters', () => {
    expect(newOrderCode()).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
  });
});
