import type { Problem } from '../../kernel/problem.js';

/** JSON Pointers (RFC 6901) of everything in the request that a problem finds fault with. */
export function pointersOf({ details }: Problem): string[] {
  const listed = Array.isArray(details['errors']) ? details['errors'] : [];
  const pointers = [details.pointer, ...listed.map((fault: unknown) => pointerOf(fault))];
  return [...new Set(pointers.filter((pointer) => pointer !== undefined))];
}

const pointerOf = (fault: unknown): string | undefined =>
  typeof fault === 'object' && fault !== null && 'pointer' in fault && typeof fault.pointer === 'string'
    ? fault.pointer
    : undefined;

/** The key of the question whose answer the pointer names, of an order or of one of its tickets; null where it names something else. */
export function questionAt(pointer: string): string | null {
  const segment = /^(?:\/(?:tickets|attendees)\/\d+)?\/answers\/([^/]+)/.exec(pointer)?.[1];
  return segment === undefined ? null : segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
