import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadConfig } from '../../platform/config/config.js';
import { fromCrockford, newOrderCode, toCrockford } from './crockford.js';
import { TicketCodes } from './ticket-codes.service.js';

const withSecret = (secret: string) =>
  new TicketCodes(loadConfig({ DATABASE_URL: 'postgres://x', SMTP_URL: 'smtp://x', APP_SECRET: secret }));
const codes = withSecret('a secret that is long enough to be taken');
const ticketId = '01999999-0000-7000-8000-000000000001';

describe('a ticket code', () => {
  it('is read back, in whatever case and with spaces around it', () => {
    const code = codes.of(ticketId, 3);
    expect(code).toMatch(/^T1[0-9A-HJKMNP-TV-Z]{55}$/);
    expect(codes.read(code)).toEqual({ ticketId, generation: 3 });
    expect(codes.read(` ${code.toLowerCase()}\n`)).toEqual({ ticketId, generation: 3 });
  });

  it('changes with the generation and with the secret', () => {
    expect(codes.of(ticketId, 2)).not.toBe(codes.of(ticketId, 1));
    expect(withSecret('another secret that is long enough too').read(codes.of(ticketId, 1))).toBeNull();
  });

  it('is not read where any character differs', () => {
    const code = codes.of(ticketId, 1);
    for (let at = 0; at < code.length; at++) {
      const other = code[at] === '7' ? '8' : '7';
      expect(codes.read(code.slice(0, at) + other + code.slice(at + 1))).toBeNull();
    }
  });

  it.each(['', 'T1', ticketId, 'T1'.padEnd(57, '0'), 'T1'.padEnd(57, 'U'), 'T1'.padEnd(5000, '0')])(
    'is not %j',
    (text) => {
      expect(codes.read(text)).toBeNull();
    },
  );

  it('is never made up: random texts of its form are not read', () => {
    for (let i = 0; i < 1000; i++) expect(codes.read(`T1${toCrockford(randomBytes(34))}`)).toBeNull();
    expect(codes.read(codes.of(randomUUID(), 65_535))?.generation).toBe(65_535);
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
