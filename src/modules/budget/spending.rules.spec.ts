import { describe, expect, it } from '@jest/globals';
import { judgeSpending } from './spending.rules.js';

const over = { kind: 'expense', planned: 100, exposure: 130 } as const;
const exceeded = { code: 'line-exceeded', planned: 100, exposure: 130, exceededBy: 30 };

describe('an entry past the plan', () => {
  it.each([
    ['ignore', { blocked: false, warnings: [] }],
    ['warn', { blocked: false, warnings: [exceeded] }],
    ['block', { blocked: true, warnings: [exceeded] }],
  ] as const)('under %s', (policy, verdict) => {
    expect(judgeSpending(policy, over)).toEqual(verdict);
  });

  it('is one that passes it, not one that reaches it', () => {
    expect(judgeSpending('block', { ...over, exposure: 100 })).toEqual({ blocked: false, warnings: [] });
  });

  it('is welcome on income', () => {
    expect(judgeSpending('block', { ...over, kind: 'income' })).toEqual({ blocked: false, warnings: [] });
  });
});

describe('an entry without an approved plan', () => {
  it('is blocked where the plan is binding', () => {
    const verdict = judgeSpending('block', { ...over, planned: null });
    expect(verdict.blocked).toBe(true);
    expect(verdict.warnings[0]?.code).toBe('plan-not-approved');
  });
});
