/** Crockford's base 32: no letter that is taken for a digit or for another letter. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const tailLength = 5;
const bodyLength = 8 + tailLength;

/** What people type or banks print for what was meant: Cyrillic letters that look Latin, letters that look like digits. */
const lookalikes: Readonly<Record<string, string>> = {
  А: 'A',
  В: 'B',
  Е: 'E',
  К: 'K',
  М: 'M',
  Н: 'H',
  О: '0',
  Р: 'P',
  С: 'C',
  Т: 'T',
  У: 'Y',
  Х: 'X',
  O: '0',
  I: '1',
  L: '1',
};

/**
 * What a payer writes on a transfer: an RF creditor reference (ISO 11649) of the order's code and five characters of the
 * payment's id, so that it is the same each time it is made, and its check digits tell a slip of the pen.
 */
export function bankReference(orderCode: string, paymentId: string): string {
  let bits = BigInt(`0x${paymentId.replaceAll('-', '')}`);
  let tail = '';
  for (let i = 0; i < tailLength; i++) {
    tail = alphabet.charAt(Number(bits & 31n)) + tail;
    bits >>= 5n;
  }
  const body = orderCode + tail;
  return `RF${String(98n - remainder(`${body}RF00`)).padStart(2, '0')}${body}`;
}

/** In groups of four, as one reads it out. */
export const readableReference = (reference: string): string => reference.replace(/.{4}(?=.)/g, '$& ');

/** Every reference in a text, whatever stands before, between and after its characters. */
export function findReferences(text: string): string[] {
  const plain = squeezed(text);
  const found = new Set<string>();
  for (let at = plain.indexOf('RF'); at >= 0; at = plain.indexOf('RF', at + 1)) {
    const rest = alike(plain.slice(at + 2, at + 4 + bodyLength));
    if (
      /^\d\d/.test(rest) &&
      rest.length === bodyLength + 2 &&
      remainder(`${rest.slice(2)}RF${rest.slice(0, 2)}`) === 1n
    ) {
      found.add(`RF${rest}`);
    }
  }
  return [...found];
}

/** Texts of the length of an order's code that may be one: what is left to try where no reference is found. */
export function findCodes(text: string): string[] {
  const words = text.toUpperCase().split(/[^\p{L}\p{N}]+/u);
  return [
    ...new Set(
      words.map(alike).filter((word) => word.length === 8 && [...word].every((one) => alphabet.includes(one))),
    ),
  ];
}

const squeezed = (text: string): string => text.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
const alike = (text: string): string => [...text].map((one) => lookalikes[one] ?? one).join('');

/** Modulo 97 over the digits, letters counting from A = 10 (ISO/IEC 7064). Nothing where other characters are in it. */
function remainder(text: string): bigint {
  if (!/^[0-9A-Z]+$/.test(text)) return 0n;
  return BigInt([...text].map((one) => parseInt(one, 36)).join('')) % 97n;
}
