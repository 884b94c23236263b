import { ProviderUnreachable } from './payment-provider.js';

const timeoutMs = 10_000;
const longestAnswer = 1024 * 1024;

export interface JsonAnswer {
  status: number;
  body: unknown;
}

/** One request to a configured host: no redirects, not for long, and no more of the answer than there can be. */
export async function fetchJson(
  url: string,
  request: { method: string; headers: Record<string, string>; body?: string },
): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, { ...request, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    const text = await readText(response);
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as unknown) };
  } catch (error) {
    throw new ProviderUnreachable(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function readText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.byteLength;
    if (length > longestAnswer) throw new Error('The answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
