import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, boot } from '../support/boot.js';
import { holdOf, pricedEvent, register, tokenOf } from '../support/given-tickets.js';
import type { Route } from '../support/routes.js';
import { type Ids, world } from '../support/world.js';

let t: TestApp;
let ids: Ids;
let owner: Awaited<ReturnType<typeof world>>['organization']['owner'];
let routes: Route[];

beforeAll(async () => {
  t = await boot();
  const made = await world(t, 'HOSTILE');
  ids = made.ids;
  owner = made.organization.owner;
  routes = t.routes();
}, 120_000);
afterAll(() => t.stop());

const deep = '['.repeat(2_000) + ']'.repeat(2_000);
const bodies: readonly string[] = [
  '{}',
  '[]',
  'null',
  '1',
  '"text"',
  '{"": null}',
  '{"__proto__": {"admin": true}}',
  '{"constructor": 1, "toString": "x"}',
  deep,
  '{"title": 1, "name": [], "email": {}, "tickets": "x", "answers": []}',
  '{"organization": null, "owner": null, "rule": null, "schedule": null, "headcounts": null, "unitAmount": null, "questions": null, "csv": null}',
  '{"tickets": [null], "questions": [null], "options": [null], "persons": [null], "permissions": [null], "quotaIds": [null], "ticketIds": [null]}',
  '{"tickets": [{}], "questions": [{}], "rule": {}, "schedule": {"schedule": {"conference": {"days": [{"rooms": {"x": [{}]}}]}}}}',
  '{"name": "\\ud83d\\ude00", "amount": {"amount": 1e309, "currency": "XXX"}, "size": 9007199254740993, "target": "NaN", "startsAt": "2037-02-30T25:61"}',
];

const nobodys = 'nobody-has-this-token-nobody-has-this-token';
const pathOf = (route: Route) => route.path.replaceAll(/:(\w+)/g, (_, name: string) => ids[name] ?? nobodys);

/** The path to things that exist; a token is known by what the path calls the things that it opens. */
const pathTo = ({ path }: Route, things: Ids) =>
  path
    .replaceAll(/([\w-]+)\/:token/g, (_, kind: string) => `${kind}/${things[kind] ?? nobodys}`)
    .replaceAll(/:(\w+)/g, (_, name: string) => things[name] ?? nobodys);

/** What the committed OpenAPI document says about a value. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  example?: unknown;
  default?: unknown;
  minimum?: number;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  oneOf?: Schema[];
}

interface Document {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>;
  components: { schemas: Record<string, Schema> };
}

const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../openapi/openapi.json'), 'utf8')) as Document;

function schemaOf(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : { ...document.components.schemas[name], ...schema, $ref: undefined };
}

/** Something that a schema allows, with the ids of things that exist; of an object only what it needs. */
function sampleOf(given: Schema, things: Ids): unknown {
  const schema = schemaOf(given);
  if (schema.properties)
    return Object.fromEntries(
      Object.entries(schema.properties).flatMap(([name, member]) =>
        schema.required?.includes(name) ? [[name, things[name] ?? sampleOf(member, things)]] : [],
      ),
    );
  if (schema.items) return [sampleOf(schema.items, things)];
  const [first] = schema.oneOf ?? [];
  if (first) return schema.example ?? sampleOf(first, things);
  const [choice] = schema.enum ?? [];
  return schema.example ?? schema.default ?? choice ?? (schema.type === 'object' ? {} : (schema.minimum ?? 1));
}

/** The sample once for each member that may be left out, wherever it is, with null there. */
function nulledOf(given: Schema, things: Ids): unknown[] {
  const schema = schemaOf(given);
  if (schema.items) return nulledOf(schema.items, things).map((item) => [item]);
  const sample = sampleOf(schema, things);
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const deeper = nulledOf(member, things).map((value) => ({ ...(sample as object), [name]: value }));
    return schema.required?.includes(name) ? deeper : [{ ...(sample as object), [name]: null }, ...deeper];
  });
}

const bodyOf = ({ method, path }: Route): Schema | undefined =>
  document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]?.requestBody?.content['application/json']
    ?.schema;

describe('a hostile request', () => {
  it('to any route is refused, and never breaks anything', async () => {
    const broken: string[] = [];
    let sent = 0;
    for (const route of routes.filter((candidate) => candidate.method !== 'GET' && candidate.operation !== 'signOut')) {
      for (const body of bodies) {
        const client = route.isPublic ? t.visitor : owner;
        const answer = await client.send(route.method, pathOf(route), body, {
          'if-match': '"999"',
          'content-type': 'application/json',
        });
        sent++;
        if (answer.status >= 500)
          broken.push(
            `${route.method} ${route.path} with ${body.slice(0, 80)}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`,
          );
        if (route.path.startsWith('/v1/') && answer.status >= 400 && typeof answer.body?.code !== 'string')
          broken.push(`${route.path}: not a problem`);
      }
    }
    expect(broken).toEqual([]);
    expect(sent).toBeGreaterThan(1_000);
  }, 180_000);

  it('with null for a member that may be left out is refused, or means something', async () => {
    const broken: string[] = [];
    let [sent, reached] = [0, 0];
    const event = await pricedEvent(owner, { size: null });
    const order = await register(t.visitor, event);
    const hold = await holdOf(t.visitor, event);
    const things: Ids = {
      ...ids,
      slug: event.slug,
      ticketTypeId: event.ticketTypeId,
      ticketId: order.tickets[0].id,
      orders: tokenOf(order),
      holds: hold.token,
    };
    for (const route of routes.filter((candidate) => candidate.isPublic)) {
      const schema = bodyOf(route);
      for (const body of schema ? nulledOf(schema, things) : []) {
        const answer = await t.visitor.send(route.method, pathTo(route, things), body, { 'if-match': '"999"' });
        sent++;
        if (answer.status !== 404) reached++;
        if (answer.status >= 500)
          broken.push(`${route.method} ${route.path} with ${JSON.stringify(body)}: ${answer.status}`);
      }
    }
    expect(broken).toEqual([]);
    expect(sent).toBeGreaterThan(30);
    expect(reached).toBeGreaterThan(sent / 2);
  }, 180_000);

  it('with a strange query is refused too', async () => {
    const queries = [
      'limit=0',
      'limit=1e9',
      'limit=x',
      'cursor=%00',
      'cursor=W10',
      'updatedSince=yesterday',
      'limit=1&limit=2',
      'unknown=1',
      'cursor[]=1',
      'status=%27--',
      'state=%27--',
      'email=%27',
    ];
    const broken: string[] = [];
    for (const route of routes.filter((candidate) => candidate.method === 'GET')) {
      for (const query of queries) {
        const answer = await (route.isPublic ? t.visitor : owner).get(`${pathOf(route)}?${query}`);
        if (answer.status >= 500) broken.push(`${route.path}?${query}: ${answer.status}`);
      }
    }
    expect(broken).toEqual([]);
  }, 180_000);
});
