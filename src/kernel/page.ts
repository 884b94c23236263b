/** A page of a list. `next` is the cursor of the following page, null on the last one. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** Where a page ended: the sort key of its last row. Lists are ordered by (updatedAt, id) or by id alone. */
export interface Position {
  id: string;
  updatedAt?: string;
}

/** Opaque to the client: base64url of the position. */
export function toCursor(position: Position): string {
  return Buffer.from(JSON.stringify([position.id, position.updatedAt ?? null])).toString('base64url');
}

const uuid = /^[0-9a-f-]{36}$/;

/** The position behind a cursor, or null where the text is no cursor of ours. */
export function fromCursor(cursor: string): Position | null {
  const text = Buffer.from(cursor, 'base64url').toString();
  const match = /^\["([^"]+)",(?:null|"([^"]+)")\]$/.exec(text);
  if (!match?.[1] || !uuid.test(match[1])) return null;
  if (match[2] === undefined) return { id: match[1] };
  return Number.isNaN(Date.parse(match[2])) ? null : { id: match[1], updatedAt: match[2] };
}

/** Cuts `limit` rows out of a query that asked for one more, and says where the next page starts. */
export function toPage<R, T>(
  rows: readonly R[],
  limit: number,
  position: (row: R) => Position,
  of: (row: R) => T,
): Page<T> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { items: kept.map(of), next: rows.length > limit && last !== undefined ? toCursor(position(last)) : null };
}
