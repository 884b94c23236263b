/** Prefixes of the opaque ids that the API shows; the database keeps the UUIDv7 behind them. */
export type IdPrefix =
  | 'rrn'
  | 'aim'
  | 'org'
  | 'usr'
  | 'mem'
  | 'key'
  | 'obj'
  | 'evt'
  | 'goa'
  | 'con'
  | 'seg'
  | 'aud'
  | 'imp'
  | 'bud'
  | 'bln'
  | 'cmt'
  | 'act'
  | 'rom'
  | 'ses'
  | 'rel'
  | 'fed'
  | 'tty'
  | 'quo'
  | 'qst'
  | 'ord'
  | 'tkt'
  | 'scn'
  | 'inv'
  | 'mai'
  | 'job'
  | 'svy'
  | 'svq'
  | 'evs'
  | 'rpt'
  | 'aen'
  | 'var'
  | 'tax'
  | 'cat'
  | 'fee'
  | 'cod'
  | 'dsc'
  | 'hld'
  | 'wle'
  | 'rpl'
  | 'pay'
  | 'rfd'
  | 'pac'
  | 'dcp'
  | 'bst'
  | 'bsl'
  | 'ivc'
  | 'trf'
  | 'cli'
  | 'tke';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** `evt_` + the 128 bits of the UUID in 26 characters of Crockford's base 32, most significant first. */
export function toPublicId(prefix: IdPrefix, uuid: string): string {
  let bits = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = alphabet.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return `${prefix}_${text}`;
}

/** The UUID behind an opaque id, or null where the text is not an id with this prefix. */
export function fromPublicId(prefix: IdPrefix, text: string): string | null {
  if (text.length !== prefix.length + 27 || !text.startsWith(`${prefix}_`)) return null;
  let bits = 0n;
  for (const character of text.slice(prefix.length + 1)) {
    const value = alphabet.indexOf(character);
    if (value < 0) return null;
    bits = (bits << 5n) | BigInt(value);
  }
  if (bits >> 128n) return null;
  const hex = bits.toString(16).padStart(32, '0');
  const uuid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  return uuidPattern.test(uuid) ? uuid : null;
}
