import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { Batcher } from './batcher.js';

/** Serves by hand: each batch stays in flight until the test lets it go. */
function desk(limits = { batch: 3, queue: 5 }) {
  const batches: { key: string; requests: readonly number[]; go: () => void; fail: (error: Error) => void }[] = [];
  const batcher = new Batcher<number, string>(async (key, requests) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    batches.push({ key, requests, go: resolve, fail: reject });
    await promise;
    return requests.map((request) => `${key}${request}`);
  }, limits);
  const join = (request: number): Promise<string> => batcher.submit('a', request) ?? Promise.reject(new Error('full'));
  return { batcher, batches, join };
}

describe('Batcher', () => {
  it('starts at once when nobody is before', () => {
    const { batcher, batches } = desk();
    void batcher.submit('a', 1);
    expect(batches.map((batch) => batch.requests)).toEqual([[1]]);
  });

  it('collects who comes meanwhile, up to a batch, in the order in which they came', async () => {
    const { join, batches } = desk();
    const answers = [1, 2, 3, 4, 5].map((n) => join(n));
    batches[0]?.go();
    await turn();
    batches[1]?.go();
    await turn();
    batches[2]?.go();
    expect(await Promise.all(answers)).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
    expect(batches.map((batch) => batch.requests)).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('serves one key independently of another', () => {
    const { batcher, batches } = desk();
    void batcher.submit('a', 1);
    void batcher.submit('b', 2);
    expect(batches.map((batch) => batch.key)).toEqual(['a', 'b']);
  });

  it('sends people away when the line is full, and takes them again later', async () => {
    const { batcher, batches } = desk({ batch: 3, queue: 2 });
    const [, , , refused] = [1, 2, 3, 4].map((n) => batcher.submit('a', n));
    expect(refused).toBeNull();
    batches[0]?.go();
    await turn();
    expect(batcher.submit('a', 5)).not.toBeNull();
  });

  it('fails a batch without failing the next one', async () => {
    const { join, batches } = desk();
    const [first, second] = [1, 2].map((n) => join(n));
    batches[0]?.fail(new Error('no'));
    await expect(first).rejects.toThrow('no');
    batches[1]?.go();
    await expect(second).resolves.toBe('a2');
  });

  it('drains: settles when everybody who waits has been answered', async () => {
    const { batcher, batches, join } = desk();
    const answers = [1, 2].map((n) => join(n));
    let drained = false;
    const draining = batcher.drain().then(() => (drained = true));
    batches[0]?.go();
    await turn();
    expect(drained).toBe(false);
    batches[1]?.go();
    await draining;
    expect(await Promise.all(answers)).toEqual(['a1', 'a2']);
    await batcher.drain();
  });
});
