import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { malformed } from './http.problems.js';

/** Enough for the one field that mail programs send (RFC 8058); a route that takes a file sets a limit of its own. */
const usualLimit = 8_192;

/** Reads forms that carry files: texts stay texts, a file becomes its bytes. Of several values of one name the first counts. */
export function acceptMultipart(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser(
      'multipart/form-data',
      { parseAs: 'buffer', bodyLimit: usualLimit },
      async (request: { headers: Record<string, unknown> }, body: Buffer) =>
        readMultipart(body, String(request.headers['content-type'])),
    );
}

async function readMultipart(body: Buffer, contentType: string): Promise<Record<string, string | Uint8Array>> {
  const response = new Response(new Uint8Array(body), { headers: { 'content-type': contentType } });
  const form = await response.formData().catch(() => {
    throw malformed({ detail: 'Not multipart/form-data (RFC 7578)' });
  });
  const names = [...new Set(form.keys())];
  const read = await Promise.all(names.map(async (name) => [name, await valueOf(form.get(name))] as const));
  return Object.fromEntries(read);
}

const valueOf = async (value: string | File | null): Promise<string | Uint8Array> =>
  value instanceof Blob ? new Uint8Array(await value.arrayBuffer()) : (value ?? '');
