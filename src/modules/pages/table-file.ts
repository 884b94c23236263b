import { isUtf8 } from 'node:buffer';

/** The text of a table that somebody saved: UTF-8, UTF-16 as spreadsheets mark it, or what Russian spreadsheets write by default. */
export const textOfTable = (file: Uint8Array): string => new TextDecoder(encodingOf(file)).decode(file);

function encodingOf(file: Uint8Array): string {
  if (file[0] === 0xff && file[1] === 0xfe) return 'utf-16le';
  if (file[0] === 0xfe && file[1] === 0xff) return 'utf-16be';
  return isUtf8(file) ? 'utf-8' : 'windows-1251';
}
