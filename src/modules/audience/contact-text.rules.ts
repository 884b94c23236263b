import { isLocalDateTime } from '../../kernel/time.js';

/** Longest texts, in UTF-16 code units. An address is at most 254 (RFC 5321, section 4.5.3.1.3). */
export const longest = { email: 254, name: 200, city: 100, tag: 50, label: 200, textVersion: 100 } as const;

/** Most tags, interests or past events that one request or row may bring. */
export const mostWords = 50;

/** The text as a person would write it down: composed characters, single spaces, none at the ends. */
export const tidy = (text: string): string => text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();

/** How two spellings are compared: `  Нижний  НОВГОРОД` equals `нижний новгород`, whatever the database's collation. */
export const fold = (text: string): string => tidy(text).toLowerCase().normalize('NFC');

/** Folded words in their order, each once, without empty ones. */
export const foldAll = (words: readonly string[]): string[] => [...new Set(words.map(fold))].filter(Boolean);

/** Whether PostgreSQL and people can read it: no control characters, no lone surrogates. Line breaks and tabs become spaces. */
export const isReadable = (text: string): boolean =>
  text.isWellFormed() && !/\p{Cc}/u.test(text.replaceAll(/[\t\r\n]/g, ' '));

const local = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const host = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** The address as it is stored and compared: without spaces around it, in lower case. */
export const toAddress = (text: string): string => text.trim().toLowerCase();

/** An address that every mail server takes: dot-atom local part and a host name, in ASCII (RFC 5321, section 4.1.2). Wants `toAddress`. */
export function isAddress(address: string): boolean {
  if (address.length > longest.email) return false;
  const at = address.lastIndexOf('@');
  return at > 0 && at <= 64 && local.test(address.slice(0, at)) && host.test(address.slice(at + 1));
}

const dayPattern = /^(?:19|20|21)\d{2}-\d{2}-\d{2}$/;

/** A day of the calendar between 1900 and 2199, `2026-03-14`. */
export const isDay = (text: string): boolean => dayPattern.test(text) && isLocalDateTime(`${text}T00:00`);
