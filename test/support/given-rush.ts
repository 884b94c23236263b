import { jest } from '@jest/globals';
import { AdmissionService } from '../../src/modules/registrations/admission.service.js';
import type { TestApp } from './boot.js';
import type { Answer } from './client.js';

/**
 * Has requests to one event decided in one batch: the desk is busy with somebody else, who is answered first, until all of
 * them stand in line. They stand in the order in which they arrive, which need not be that of the list.
 */
export async function inOneBatch(
  t: TestApp,
  first: () => Promise<Answer>,
  requests: readonly (() => Promise<Answer>)[],
): Promise<Answer[]> {
  const line = t.get(AdmissionService);
  let wanted = 1;
  let arrived = 0;
  let all = Promise.withResolvers<void>();
  const count = () => void (++arrived === wanted && all.resolve());
  const spies = (['order', 'hold'] as const).map((way) => {
    const submit = line[way].bind(line) as (...args: unknown[]) => Promise<never>;
    return jest.spyOn(line, way).mockImplementation((...args: unknown[]) => {
      const reply = submit(...args);
      count();
      return reply;
    });
  });
  await t.sql('begin');
  await t.sql('select from quotas for update');
  const away = first();
  await all.promise;
  all = Promise.withResolvers<void>();
  wanted = requests.length + 1;
  const answers = requests.map((request) => request());
  await all.promise;
  await t.sql('commit');
  for (const spy of spies) spy.mockRestore();
  await away;
  return Promise.all(answers);
}
