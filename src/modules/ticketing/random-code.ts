import { randomInt } from 'node:crypto';

/** Without 0, 1, I, L, O and U: nobody mistakes one for another when they read it out. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Ten of them are 49 bits: nobody guesses one among thousands of codes. */
const length = 10;

/** A text that nobody can guess, to be typed by people. */
export const randomCode = (prefix: string): string =>
  prefix + Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
