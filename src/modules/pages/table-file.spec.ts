import { describe, expect, it } from '@jest/globals';
import { textOfTable } from './table-file.js';

const text = 'имя;почта\nАнна;anna@example.org\n';
/** As Russian spreadsheets write it. */
const windows = Uint8Array.from(text, (letter) => {
  const code = letter.codePointAt(0) ?? 0;
  return code < 0x80 ? code : code - 0x0410 + 0xc0;
});

describe('a table that somebody saved', () => {
  it.each([
    ['UTF-8', new TextEncoder().encode(text)],
    ['UTF-8 with a mark', new TextEncoder().encode(`\uFEFF${text}`)],
    ['UTF-16', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16, the other way round', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['Windows-1251', windows],
  ])('is read as the text that it is: %s', (_, file) => {
    expect(textOfTable(file)).toBe(text);
  });
});
