import { Injectable, type PipeTransform } from '@nestjs/common';
import { unstorable } from './http.problems.js';

/**
 * Refuses text that PostgreSQL cannot store: U+0000, and halves of surrogate pairs. Once for all routes, before a
 * transaction opens, so that such a text never fails the batch of requests it came in with.
 */
@Injectable()
export class StorableTextPipe implements PipeTransform<unknown, unknown> {
  transform(value: unknown): unknown {
    const pointer = unstorableAt(value, '');
    if (pointer !== null) throw unstorable({ pointer });
    return value;
  }
}

/** JSON Pointer (RFC 6901) to the first text that cannot be stored; null where all can. Bodies are bounded in size and depth before. */
function unstorableAt(value: unknown, path: string): string | null {
  if (typeof value === 'string') return value.includes('\u0000') || !value.isWellFormed() ? path : null;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return null;
  for (const [key, member] of Object.entries(value)) {
    const here = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const found = unstorableAt(key, here) ?? unstorableAt(member, here);
    if (found !== null) return found;
  }
  return null;
}
