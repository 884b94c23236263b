import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { createClient } from '../../openapi/client/client/index.ts';
import * as api from '../../openapi/client/index.ts';
import { type TestApp, boot } from '../support/boot.js';
import type { Route } from '../support/routes.js';
import { world } from '../support/world.js';

interface Operation {
  operationId: string;
  summary?: string;
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../openapi/openapi.json'), 'utf8')) as Document;

let t: TestApp;
let made: Awaited<ReturnType<typeof world>>;
let routes: Route[];

beforeAll(async () => {
  t = await boot();
  made = await world(t, 'CONTRACT');
  routes = t.routes().filter((route) => route.path.startsWith('/v1/'));
}, 120_000);
afterAll(() => t.stop());

const template = (path: string) => path.replaceAll(/:(\w+)/g, '{$1}');
const operationOf = (route: Route) => document.paths[template(route.path)]?.[route.method.toLowerCase()];

describe('the committed OpenAPI document', () => {
  it('has every route of the API, and no other', () => {
    expect(document.openapi).toMatch(/^3\.1/);
    const documented = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const known = routes.map((route) => `${route.method} ${template(route.path)}`);
    expect(known.filter((route) => !documented.includes(route))).toEqual([]);
    expect(documented.filter((route) => route.includes(' /v1/') && !known.includes(route))).toEqual([]);
  });

  it('says of every operation what it is called, what it does, and how it fails', () => {
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
    expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(operations.length);
    for (const { operationId, summary, responses } of operations) {
      const statuses = Object.keys(responses);
      expect([operationId, Boolean(summary)]).toEqual([operationId, true]);
      expect([operationId, statuses.some((status) => /^[23]/.test(status))]).toEqual([operationId, true]);
      for (const status of ['400', '429', '500', '503'])
        expect([operationId, statuses.includes(status)]).toEqual([operationId, true]);
    }
    for (const route of routes.filter((candidate) => !candidate.isPublic)) {
      const statuses = Object.keys(operationOf(route)?.responses ?? {});
      expect([route.operation, statuses.includes('401') && statuses.includes('403')]).toEqual([route.operation, true]);
    }
  });

  it('is what the API answers: every GET, as its owner and as nobody', async () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
    ajv.addSchema({ $id: 'document', components: document.components });
    const lies: string[] = [];
    let checked = 0;
    for (const route of routes.filter((candidate) => candidate.method === 'GET')) {
      const path = route.path.replaceAll(
        /:(\w+)/g,
        (_, name: string) => made.ids[name] ?? 'nobody-has-this-token-nobody-has-this-token',
      );
      for (const client of [made.organization.owner, t.visitor]) {
        const answer = await client.get(path);
        const documented = operationOf(route)?.responses[String(answer.status)];
        if (!documented) {
          lies.push(`${route.operation} answers ${answer.status}, which is not documented`);
          continue;
        }
        const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
        const schema = documented.content?.[type]?.schema;
        if (!schema || !type.includes('json')) continue;
        const validate = ajv.compile(
          JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components')) as object,
        );
        checked++;
        if (!validate(answer.body))
          lies.push(`${route.operation} ${answer.status}: ${ajv.errorsText(validate.errors).slice(0, 300)}`);
      }
    }
    expect(lies).toEqual([]);
    expect(checked).toBeGreaterThan(80);
  });
});

describe('the generated client', () => {
  it('signs up, plans and reads, with its types', async () => {
    const visitor = createClient({ baseUrl: t.url });
    const { data: signedUp } = await api.createOrganization({
      client: visitor,
      body: {
        organization: {
          name: 'By client',
          locale: 'en',
          timeZone: 'Europe/Berlin',
          currency: 'EUR',
          contactEmail: 'team@example.org',
        },
        owner: { name: 'Clara', email: 'clara@example.org', password: 'correct horse battery' },
      },
    });
    const client = createClient({ baseUrl: t.url, auth: signedUp?.session.token ?? '' });
    const { data: event } = await api.createEvent({
      client,
      body: {
        title: { en: 'By client' },
        format: 'online',
        languages: ['en'],
        timeZone: 'Europe/Berlin',
        startsAt: '2037-03-14T18:00',
        endsAt: '2037-03-14T19:00',
        noObjectiveReason: 'A test',
      },
    });
    expect(event?.startsAt).toBe('2037-03-14T17:00:00.000Z');
    const { data: page } = await api.listEvents({ client, query: { limit: 10 } });
    expect(page?.items.map((item) => item.id)).toEqual([event?.id]);
    const { error } = await api.publishEvent({ client, path: { eventId: event?.id ?? '' } });
    expect(error).toMatchObject({ code: 'events/not-ready', status: 409 });
  });
});
