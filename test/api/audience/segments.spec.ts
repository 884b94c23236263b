import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { draftEvent } from '../../support/given.js';

interface Person {
  id: string;
  email: string;
  city: string | null;
  locale: string | null;
  tags: string[];
  interests: string[];
  attended: { label: string; occurredOn: string }[];
}

let t: TestApp;
let org: TestOrganization;
let twin: TestOrganization;
let people: Person[];

const cities = ['Казань', 'Москва', 'Нижний Новгород', ''];
const tags = ['speaker', 'staff', 'vip'];
const topics = ['sql', 'go', 'ux'];
const labels = ['Meetup', 'Хакатон', 'Data Evening'];

/** 48 people that differ in everything a rule can ask about; the twin organisation has the same ones. */
const csvOfPeople = (): string => {
  const lines = Array.from({ length: 48 }, (_, i) => {
    const some = (words: string[], seed: number) => words.filter((_word, index) => (seed >> index) & 1);
    const visits = Array.from(
      { length: i % 5 },
      (_visit, k) => `${labels[(i + k) % 3]}@${2023 + ((i + k) % 3)}-0${1 + ((i * 3 + k) % 9)}-15`,
    );
    return [
      `p${i}@example.org`,
      `Person ${i}`,
      cities[i % 4],
      ['ru', 'en', ''][i % 3],
      some(tags, i % 8).join(';'),
      some(topics, (i * 5) % 8).join(';'),
      i % 2 ? 'event-invitations' : '',
      visits.join(';'),
    ].join(',');
  });
  return `email,name,city,locale,tags,interests,consent,attended\n${lines.join('\n')}\n`;
};

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  twin = await t.organization({ name: 'Twin' });
  for (const { owner } of [org, twin]) {
    const made = await owner.post('/v1/contact-imports', { csv: csvOfPeople(), dryRun: false });
    expect(made.body).toMatchObject({ created: 48 });
  }
  const listed = await org.owner.get('/v1/contacts?limit=200');
  people = await Promise.all(
    listed.body.items.map(async (one: Person) => ({
      ...one,
      attended: (await org.owner.get(`/v1/contacts/${one.id}/attendances`)).body.items,
    })),
  );
});
afterAll(() => t.stop());

const preview = (rule: unknown, sample = 50) => org.owner.post('/v1/segment-previews', { rule, sample });

type Rule = Record<string, unknown>;

/** What a rule means, in the plainest words. */
function satisfies(person: Person, rule: Rule): boolean {
  const args = (rule['args'] as Rule[] | undefined) ?? [];
  if (rule['op'] === 'and') return args.every((arg) => satisfies(person, arg));
  if (rule['op'] === 'or') return args.some((arg) => satisfies(person, arg));
  if (rule['op'] === 'not') return !satisfies(person, args[0] ?? {});
  if (rule['rel'] === 'attended') return attended(person, rule);
  const has = person[rule['field'] as 'tags' | 'city'];
  const wanted = ((rule['value'] as string[] | undefined) ?? []).map((text) => text.trim().toLowerCase());
  if (rule['cmp'] === 'present') return Array.isArray(has) ? has.length > 0 : has !== null;
  if (rule['cmp'] === 'hasAny') return wanted.some((word) => has?.includes(word));
  if (rule['cmp'] === 'hasAll') return wanted.every((word) => has?.includes(word));
  return has !== null && wanted.includes((has as string).toLowerCase());
}

function attended(person: Person, rule: Rule): boolean {
  const wanted = (rule['labels'] as string[] | undefined)?.map((label) => label.toLowerCase());
  const within = (rule['within'] as { from?: string; to?: string } | undefined) ?? {};
  const count = person.attended.filter(
    ({ label, occurredOn }) =>
      (!wanted || wanted.includes(label.toLowerCase())) &&
      occurredOn >= (within.from ?? '') &&
      occurredOn <= (within.to ?? '9999'),
  ).length;
  const { cmp, n } = (rule['count'] as { cmp: string; n: number } | undefined) ?? { cmp: '>=', n: 1 };
  return cmp === '>=' ? count >= n : cmp === '<=' ? count <= n : count === n;
}

const some = (words: string[]) => fc.subarray(words, { minLength: 1 });
const day = fc.constantFrom('2023-01-01', '2023-06-15', '2024-03-15', '2024-12-31', '2025-09-15');
const leafRule = fc.oneof(
  fc.record({
    field: fc.constant('tags'),
    cmp: fc.constantFrom('hasAny', 'hasAll'),
    value: some([...tags, 'Speaker ', 'nobody']),
  }),
  fc.record({ field: fc.constant('interests'), cmp: fc.constantFrom('hasAny', 'hasAll'), value: some(topics) }),
  fc.record({
    field: fc.constant('city'),
    cmp: fc.constant('in'),
    value: some(['казань', 'МОСКВА', ' Нижний Новгород', 'Omsk']),
  }),
  fc.record({ field: fc.constant('locale'), cmp: fc.constant('in'), value: some(['ru', 'en']) }),
  fc.record({
    field: fc.constant('email'),
    cmp: fc.constant('in'),
    value: some(['P1@example.org', 'p7@example.org', 'x@example.org']),
  }),
  fc.record({ field: fc.constantFrom('tags', 'interests', 'city', 'locale', 'email'), cmp: fc.constant('present') }),
  fc.record(
    {
      rel: fc.constant('attended'),
      labels: some(['meetup', 'ХАКАТОН', 'Data  evening'.replace('  ', ' ')]),
      within: fc.oneof(
        fc.record({ from: day }),
        fc.record({ to: day }),
        fc.tuple(day, day).map((pair) => ({ from: pair.toSorted()[0], to: pair.toSorted()[1] })),
      ),
      count: fc.record({ cmp: fc.constantFrom('>=', '<=', '='), n: fc.nat(4) }),
    },
    { requiredKeys: ['rel'] },
  ),
) as fc.Arbitrary<Rule>;
const rules = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    leafRule,
    fc.record({ op: fc.constantFrom('and', 'or'), args: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ op: fc.constant('not'), args: fc.tuple(tie('rule')) }),
  ),
})).rule;

describe('a rule', () => {
  it('finds whom its plain meaning finds, and its negation everybody else', async () => {
    await fc.assert(
      fc.asyncProperty(rules, async (rule) => {
        const [found, others] = await Promise.all([preview(rule), preview({ op: 'not', args: [rule] })]);
        expect([found.status, others.status]).toEqual([200, 200]);
        const expected = people.filter((person) => satisfies(person, rule)).map(({ email }) => email);
        expect(found.body.sample.map(({ email }: Person) => email).toSorted()).toEqual(expected.toSorted());
        expect(found.body.size).toBe(expected.length);
        expect(found.body.size + others.body.size).toBe(people.length);
        expect(found.body.mayInvite).toBe(expected.filter((email) => Number(email.slice(1, -12)) % 2).length);
      }),
      { numRuns: 120 },
    );
  });

  it('is explained with the same verdict as the membership, and with what the person has', async () => {
    await fc.assert(
      fc.asyncProperty(rules, fc.nat(47), async (rule, index) => {
        const person = people[index];
        if (!person) throw new Error('There are 48 people');
        const segment = await org.owner.post('/v1/segments', { name: 'Generated', rule });
        const explained = await org.owner.get(`/v1/segments/${segment.body.id}/explanations/${person.id}`);
        expect(explained.status).toBe(200);
        expect(explained.body.matched).toBe(satisfies(person, rule));
        const check = (node: Rule & { matched: boolean }, part: Rule): void => {
          expect(node.matched).toBe(satisfies(person, part));
          const args = (part['args'] as Rule[] | undefined) ?? [];
          for (const [at, arg] of args.entries())
            check((node['args'] as (Rule & { matched: boolean })[])[at] ?? { matched: false }, arg);
          if (part['field'] === 'tags') expect(node['actual']).toEqual(person.tags);
          if (part['rel']) expect(typeof node['actual']).toBe('number');
        };
        check(explained.body.tree, rule);
      }),
      { numRuns: 40 },
    );
  });

  it('asks when a contact was added, and by the last days', async () => {
    const [all, none] = [
      await preview({ field: 'createdAt', cmp: 'since', value: '2020-01-01T00:00:00Z' }),
      await preview({ field: 'createdAt', cmp: 'before', value: '2020-01-01T00:00:00+03:00' }),
    ];
    expect([all.body.size, none.body.size]).toEqual([48, 0]);
    expect((await preview({ rel: 'attended', within: { days: 36_500 } })).body.size).toBe(
      people.filter((person) => person.attended.length > 0).length,
    );
    expect((await preview({ rel: 'attended', within: { days: 1 } })).body.size).toBe(0);
    const event = await draftEvent(org.owner);
    expect((await preview({ rel: 'attended', events: [event.id] })).body.size).toBe(0);
  });

  it.each([
    ['/rule', 'everybody', 'request/invalid'],
    ['/rule', {}, 'audience/rule-invalid'],
    [
      '/rule/args/1/cmp',
      {
        op: 'and',
        args: [
          { field: 'city', cmp: 'present' },
          { field: 'tags', cmp: 'in', value: ['x'] },
        ],
      },
      'audience/rule-invalid',
    ],
    [
      '/rule/args/0/field',
      { op: 'not', args: [{ field: 'consent', cmp: 'in', value: ['survey'] }] },
      'audience/rule-invalid',
    ],
    [
      '/rule/args/0/events/0',
      { op: 'not', args: [{ rel: 'attended', events: ['evt_01k6csk9g00e0800000000000g'] }] },
      'audience/rule-invalid',
    ],
    ['/rule/within/from', { rel: 'attended', within: { from: '2025-13-01' } }, 'audience/rule-invalid'],
    [
      '/rule/value',
      { field: 'tags', cmp: 'hasAny', value: Array.from({ length: 1_001 }, (_, index) => `t${index}`) },
      'audience/rule-invalid',
    ],
  ])('is refused with a pointer to %s', async (pointer, rule, code) => {
    for (const answer of [await preview(rule), await org.owner.post('/v1/segments', { name: 'X', rule })]) {
      expect(answer).toBeProblem(422, code);
      expect(answer.body.pointer).toBe(pointer);
      expect(answer.body.errors.length).toBeGreaterThan(0);
    }
  });

  it('is refused where it is too deep or too broad, quickly', async () => {
    const nested = (depth: number) =>
      `${'{"op":"not","args":['.repeat(depth)}{"field":"city","cmp":"present"}${']}'.repeat(depth)}`;
    const send = (depth: number) => org.owner.send('POST', '/v1/segment-previews', `{"rule":${nested(depth)}}`);
    expect((await send(7)).status).toBe(200);
    expect(await send(8)).toBeProblem(422, 'audience/rule-invalid');
    expect(await send(100)).toBeProblem(422, 'audience/rule-invalid');
    const wide = { op: 'or', args: Array.from({ length: 101 }, () => ({ field: 'city', cmp: 'present' })) };
    expect(await preview(wide)).toBeProblem(422, 'audience/rule-invalid');
    expect(await send(1_000)).toBeProblem(422, 'audience/rule-invalid');
    const endless = `{"rule":${nested(40_000)}}`;
    expect(await org.owner.send('POST', '/v1/segment-previews', endless)).toBeProblem(400, 'request/malformed');
    expect(await org.owner.send('POST', '/v1/segments', endless, { 'idempotency-key': 'endless' })).toBeProblem(
      400,
      'request/malformed',
    );
  });

  it('at its limits is answered in time', async () => {
    const leaf = {
      rel: 'attended',
      labels: Array.from({ length: 1_000 }, (_, index) => `label ${index}`),
      count: { cmp: '>=', n: 2 },
    };
    const hundred = {
      op: 'or',
      args: Array.from({ length: 100 }, (_, index) =>
        index % 10 ? { rel: 'attended', count: { cmp: '>=', n: 9 } } : leaf,
      ),
    };
    expect(await preview(hundred)).toMatchObject({ status: 200, body: { size: 0 } });
  });

  it('that takes too long ends, and says so', async () => {
    const holder = new Client(t.databaseUrl);
    await holder.connect();
    await holder.query('begin; lock table contacts in access exclusive mode');
    try {
      const answer = await preview({ field: 'city', cmp: 'present' });
      expect(answer).toBeProblem(503, 'audience/rule-too-slow');
      expect(answer.headers.get('retry-after')).toBe('5');
    } finally {
      await holder.end();
    }
  });
});

describe('segments', () => {
  const rule = {
    op: 'and',
    args: [
      { field: 'tags', cmp: 'hasAny', value: ['speaker'] },
      { field: 'city', cmp: 'in', value: ['казань'] },
    ],
  };

  it('are saved, read, changed by who has read them, and deleted', async () => {
    const made = await org.owner.post('/v1/segments', { name: ' Speakers  in Kazan ', rule });
    expect(made).toMatchObject({ status: 201, body: { name: 'Speakers in Kazan', rule, version: 1 } });
    const path = `/v1/segments/${made.body.id}`;
    expect((await org.owner.get(path)).body).toEqual(made.body);
    expect(await org.owner.patch(path, { name: 'X' })).toBeProblem(428, 'request/if-match-required');
    const changed = await org.owner.patch(path, { name: 'Speakers' }, { 'if-match': '"1"' });
    expect(changed).toMatchObject({ status: 200, body: { name: 'Speakers', rule, version: 2 } });
    expect(await org.owner.patch(path, { name: 'Late' }, { 'if-match': '"1"' })).toBeProblem(
      412,
      'request/version-conflict',
    );
    expect(await org.owner.change(path, { rule: { op: 'and', args: [] } })).toBeProblem(422, 'audience/rule-invalid');
    expect((await org.owner.get('/v1/segments?limit=200')).body.items).toContainEqual(changed.body);
    expect((await org.owner.delete(path)).status).toBe(204);
    expect(await org.owner.get(path)).toBeProblem(404, 'audience/segment-unknown');
  });

  it('list their members in pages', async () => {
    const everybody = await org.owner.post('/v1/segments', {
      name: 'Everybody',
      rule: { field: 'email', cmp: 'present' },
    });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await org.owner.get(
        `/v1/segments/${everybody.body.id}/members?limit=20${cursor ? `&cursor=${cursor}` : ''}`,
      );
      seen.push(...page.body.items.map(({ id }: Person) => id));
      cursor = page.body.next;
    } while (cursor);
    expect(seen.toSorted()).toEqual(people.map(({ id }) => id).toSorted());
  });

  it('are out of reach of a twin organisation, which also finds only its own people', async () => {
    const { body } = await org.owner.post('/v1/segments', { name: 'Ours', rule });
    const theirs = await twin.owner.post('/v1/segments', { name: 'Theirs', rule: { field: 'email', cmp: 'present' } });
    for (const path of ['', '/members', `/explanations/${people[0]?.id}`]) {
      expect(await twin.owner.get(`/v1/segments/${body.id}${path}`)).toBeProblem(404, 'audience/segment-unknown');
    }
    expect(await twin.owner.get(`/v1/segments/${theirs.body.id}/explanations/${people[0]?.id}`)).toBeProblem(
      404,
      'audience/contact-unknown',
    );
    expect(await twin.owner.delete(`/v1/segments/${body.id}`)).toBeProblem(404, 'audience/segment-unknown');
    const members = await twin.owner.get(`/v1/segments/${theirs.body.id}/members?limit=200`);
    expect(members.body.items).toHaveLength(48);
    expect(members.body.items.some(({ id }: Person) => people.some((person) => person.id === id))).toBe(false);
  });
});
