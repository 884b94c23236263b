import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Problem } from '../../kernel/problem.js';
import { explain } from './segment-explanation.rules.js';
import { compile, compileLeaves, leavesOf } from './segment-sql.rules.js';
import { type Rule, type RuleFault, limits, readRule } from './segment.rules.js';

const scope = { organizationId: '01999999-0000-7000-8000-000000000001', today: '2026-10-01' };
const city = { field: 'city', cmp: 'in', value: ['Москва'] };

function faultsOf(value: unknown): RuleFault[] {
  try {
    readRule(value, '/rule');
    return [];
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
    expect(failure.code).toBe('audience/rule-invalid');
    return failure.details['errors'] as RuleFault[];
  }
}

const nest = (rule: unknown, times: number): unknown => {
  let nested = rule;
  for (let i = 0; i < times; i++) nested = { op: 'not', args: [nested] };
  return nested;
};

describe('reading a rule', () => {
  it('takes what the documentation describes', () => {
    const rule = {
      op: 'and',
      args: [
        {
          op: 'or',
          args: [
            { field: 'tags', cmp: 'hasAny', value: ['speaker'] },
            { field: 'interests', cmp: 'hasAll', value: ['sql', 'go'] },
            city,
          ],
        },
        { op: 'not', args: [{ field: 'locale', cmp: 'in', value: ['en'] }] },
        { rel: 'attended', labels: ['Meetup'], within: { days: 365 }, count: { cmp: '>=', n: 2 } },
        {
          rel: 'attended',
          events: ['evt_01k6csk9g00e0800000000000g'],
          within: { from: '2025-01-01', to: '2025-12-31' },
        },
        { field: 'createdAt', cmp: 'since', value: '2026-01-01T00:00:00Z' },
        { field: 'city', cmp: 'present' },
      ],
    };
    expect(readRule(rule, '/rule')).toBe(rule);
  });

  it.each([
    ['/rule', null],
    ['/rule', []],
    ['/rule', {}],
    ['/rule/args', { op: 'and', args: [] }],
    ['/rule/args', { op: 'not', args: [city, city] }],
    ['/rule/op', { op: 'xor', args: [city] }],
    ['/rule/field', { op: 'and', args: [city], field: 'city' }],
    ['/rule/field', { field: 'password', cmp: 'in', value: ['x'] }],
    ['/rule/field', { field: 'constructor', cmp: 'in', value: ['x'] }],
    ['/rule/cmp', { field: 'city', cmp: 'hasAny', value: ['x'] }],
    ['/rule/value', { field: 'city', cmp: 'in', value: 'x' }],
    ['/rule/value', { field: 'city', cmp: 'present', value: ['x'] }],
    ['/rule/value/1', { field: 'city', cmp: 'in', value: ['x', 7] }],
    ['/rule/value/0', { field: 'tags', cmp: 'hasAll', value: ['\u0000'] }],
    ['/rule/value/0', { field: 'tags', cmp: 'hasAll', value: ['\ud800'] }],
    ['/rule/value/0', { field: 'locale', cmp: 'in', value: ['de'] }],
    ['/rule/value', { field: 'createdAt', cmp: 'since', value: '2026-02-30T00:00:00Z' }],
    ['/rule/args/1/labels', { op: 'or', args: [city, { rel: 'attended', labels: [] }] }],
    ['/rule/events/0', { rel: 'attended', events: ['seg_01k6csk9g00e0800000000000g'] }],
    ['/rule/within/from', { rel: 'attended', within: { from: '2026-02-30' } }],
    ['/rule/within/to', { rel: 'attended', within: { from: '2026-02-03', to: '2026-02-02' } }],
    ['/rule/within/days', { rel: 'attended', within: { days: 1, from: '2026-02-01' } }],
    ['/rule/count/n', { rel: 'attended', count: { cmp: '=', n: 1.5 } }],
    ['/rule/a~1b~0', { rel: 'attended', 'a/b~': 1 }],
  ])('points at %s', (pointer, value) => {
    expect(faultsOf(value).map((fault) => fault.pointer)).toEqual([pointer]);
  });

  it('allows 8 nodes in depth and 100 conditions, and no more', () => {
    expect(faultsOf(nest(city, limits.depth - 1))).toEqual([]);
    expect(faultsOf(nest(city, limits.depth))).toMatchObject([{ rule: 'depth' }]);
    const hundred = Array.from({ length: 10 }, () => ({ op: 'or', args: Array.from({ length: 10 }, () => city) }));
    expect(faultsOf({ op: 'and', args: hundred })).toEqual([]);
    expect(faultsOf({ op: 'and', args: [...hundred, city] })).toMatchObject([{ rule: 'leaves' }]);
    const words = Array.from({ length: limits.list }, (_, index) => `w${index}`);
    expect(faultsOf({ field: 'tags', cmp: 'hasAny', value: words })).toEqual([]);
    expect(faultsOf({ field: 'tags', cmp: 'hasAny', value: [...words, 'w'] })).toMatchObject([{ rule: 'arraySize' }]);
  });

  it('survives a tree that would exhaust the stack', () => {
    expect(faultsOf(nest(city, 200_000))).toMatchObject([{ rule: 'depth' }]);
  });

  it('either takes any JSON or names its faults', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const faults = faultsOf(value);
        expect(faults.every((fault) => fault.pointer.startsWith('/rule') && fault.detail)).toBe(true);
      }),
    );
  });
});

const word = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== '' && !/\p{Cc}/u.test(text));
const words = fc.array(word, { minLength: 1, maxLength: 5 });
const day = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2029-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const leaf = fc.oneof(
  fc.record({ field: fc.constantFrom('tags', 'interests'), cmp: fc.constantFrom('hasAny', 'hasAll'), value: words }),
  fc.record({ field: fc.constant('city'), cmp: fc.constant('in'), value: words }),
  fc.record({ field: fc.constantFrom('city', 'tags', 'locale'), cmp: fc.constant('present') }),
  fc.record(
    {
      rel: fc.constant('attended'),
      labels: words,
      within: fc.oneof(
        fc.record({ from: day }),
        fc.record({ to: day }),
        fc.record({ days: fc.integer({ min: 1, max: 900 }) }),
      ),
      count: fc.record({ cmp: fc.constantFrom('>=', '<=', '='), n: fc.nat(5) }),
    },
    { requiredKeys: ['rel'] },
  ),
) as fc.Arbitrary<Rule>;
const rule = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: limits.depth - 1, depthSize: 'small' },
    leaf,
    fc.record({
      op: fc.constantFrom('and', 'or'),
      args: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }),
    }) as fc.Arbitrary<Rule>,
    fc.record({ op: fc.constant('not'), args: fc.tuple(tie('rule')) }) as fc.Arbitrary<Rule>,
  ),
})).rule;

describe('compiling a rule', () => {
  it('is pure, bounded, within the organisation, and binds every value', () => {
    fc.assert(
      fc.property(rule, (tree) => {
        fc.pre(leavesOf(tree).length <= limits.leaves);
        expect(readRule(tree, '')).toBe(tree);
        const before = JSON.stringify(tree);
        const { sql, params } = compile(tree, scope);
        expect(JSON.stringify(tree)).toBe(before);
        expect(compile(tree, scope)).toEqual({ sql, params });
        expect(sql.startsWith('c.organization_id = $1 and ')).toBe(true);
        expect(params[0]).toBe(scope.organizationId);
        const leaves = leavesOf(tree).length;
        expect(params.length).toBeLessThanOrEqual(1 + 5 * leaves);
        expect(sql.length).toBeLessThanOrEqual(400 * leaves * limits.depth);
        expect(new Set(sql.match(/\$\d+/g))).toEqual(new Set(params.map((_, index) => `$${index + 1}`)));
        expect(sql.replaceAll(/\$\d+/g, '')).toMatch(/^[a-z0-9_.,:'{}()[\]=<>&@* -]*$/i);
      }),
    );
  });

  it('gives the explanation the same conditions', () => {
    fc.assert(
      fc.property(rule, (tree) => {
        const { matched, params } = compileLeaves(tree, scope);
        expect(matched.match(/coalesce\(/g)).toHaveLength(leavesOf(tree).length);
        expect(params.length).toBeLessThanOrEqual(10 * leavesOf(tree).length);
      }),
    );
  });

  it('counts the last days with today among them', () => {
    expect(compile({ rel: 'attended', within: { days: 1 } }, scope).params).toEqual([
      scope.organizationId,
      '2026-10-01',
      '2026-10-01',
    ]);
    expect(compile({ rel: 'attended', within: { days: 365 } }, scope).params).toEqual([
      scope.organizationId,
      '2025-10-02',
      '2026-10-01',
    ]);
  });
});

describe('explaining a rule', () => {
  const person = {
    tags: ['speaker'],
    interests: [],
    city: 'Казань',
    locale: null,
    email: 'a@b.example',
    createdAt: new Date(0),
  };

  it('gives every node its verdict and what the person has', () => {
    const tree: Rule = {
      op: 'and',
      args: [
        { field: 'tags', cmp: 'hasAny', value: ['speaker'] },
        { op: 'not', args: [{ rel: 'attended' }] },
      ],
    };
    const verdicts = [
      { matched: true, counted: null },
      { matched: true, counted: 3 },
    ];
    expect(explain(tree, person, verdicts)).toEqual({
      pointer: '',
      op: 'and',
      matched: false,
      args: [
        { pointer: '/args/0', matched: true, condition: tree.args[0], actual: ['speaker'] },
        {
          pointer: '/args/1',
          op: 'not',
          matched: false,
          args: [{ pointer: '/args/1/args/0', matched: true, condition: { rel: 'attended' }, actual: 3 }],
        },
      ],
    });
  });

  it('agrees with boolean algebra', () => {
    const holds = (tree: Rule, next: () => boolean): boolean => {
      if (!('op' in tree)) return next();
      const args = tree.args.map((arg) => holds(arg, next));
      return tree.op === 'not' ? !args[0] : tree.op === 'and' ? !args.includes(false) : args.includes(true);
    };
    fc.assert(
      fc.property(rule, fc.infiniteStream(fc.boolean()), (tree, coins) => {
        const tossed = leavesOf(tree).map(() => coins.next().value as boolean);
        const again = tossed.values();
        const explained = explain(
          tree,
          person,
          tossed.map((matched) => ({ matched, counted: 0 })),
        );
        expect(explained.matched).toBe(holds(tree, () => again.next().value ?? false));
      }),
    );
  });
});
