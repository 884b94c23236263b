import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { type BatchLimits, Batcher } from './batcher.js';

/** Serves by hand: each batch stays in flight until the test lets it go. */
function desk(limits: Partial<BatchLimits> = {}) {
  const batches: { key: string; requests: readonly number[]; go: () => void; fail: (error: Error) => void }[] = [];
  const batcher = new Batcher<number, string>(
    async (key, requests) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      batches.push({ key, requests, go: resolve, fail: reject });
      await promise;
      return requests.map((request) => `${key}${request}`);
    },
    { batch: 3, queue: 5, patience: 10_000, ...limits },
  );
  return { batcher, batches };
}

describe('Batcher', () => {
  it('starts at once when nobody is before', () => {
    const { batcher, batches } = desk();
    void batcher.submit('a', 1);
    expect(batches.map((batch) => batch.requests)).toEqual([[1]]);
  });

  it('collects who comes meanwhile, up to a batch, in the order in which they came', async () => {
    const { batcher, batches } = desk();
    const answers = [1, 2, 3, 4, 5].map((n) => batcher.submit('a', n));
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
    const { batcher, batches } = desk({ queue: 2 });
    const [, , , refused] = [1, 2, 3, 4].map((n) => batcher.submit('a', n));
    expect(await refused).toBeNull();
    batches[0]?.go();
    await turn();
    void batcher.submit('a', 5);
    batches[1]?.go();
    await turn();
    expect(batches.map((batch) => batch.requests)).toEqual([[1], [2, 3], [5]]);
  });

  it('does not serve who has waited too long, and serves those behind them', async () => {
    const { batcher, batches } = desk({ batch: 2, patience: 20 });
    const [first, second, third] = [1, 2, 3].map((n) => batcher.submit('a', n));
    await sleep(40);
    const late = batcher.submit('a', 4);
    batches[0]?.go();
    expect(await Promise.all([first, second, third])).toEqual(['a1', null, null]);
    await turn();
    batches[1]?.go();
    expect(await late).toBe('a4');
    expect(batches.map((batch) => batch.requests)).toEqual([[1], [4]]);
  });

  it('fails a batch without failing the next one', async () => {
    const { batcher, batches } = desk();
    const [first, second] = [1, 2].map((n) => batcher.submit('a', n));
    batches[0]?.fail(new Error('no'));
    await expect(first).rejects.toThrow('no');
    batches[1]?.go();
    await expect(second).resolves.toBe('a2');
  });

  it('drains: settles when everybody who waits has been answered', async () => {
    const { batcher, batches } = desk();
    const answers = [1, 2].map((n) => batcher.submit('a', n));
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
