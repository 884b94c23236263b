import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';

/** A file that every page loads. Its address changes with its content, so it may be cached for ever. */
export interface Asset {
  path: string;
  type: string;
  content: Buffer;
}

export function asset(file: string, type: string): Asset {
  const content = readFileSync(file);
  const version = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const extension = extname(file);
  return { path: `/assets/${basename(file, extension)}.${version}${extension}`, type, content };
}
