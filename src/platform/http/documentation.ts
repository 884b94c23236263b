import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { type Refusal, refusals } from '../../kernel/problem.js';
import type { Config } from '../config/config.js';
import {
  keyInFlight,
  keyMalformed,
  keyReused,
  malformed,
  overloaded,
  rateLimited,
  tooLarge,
  unexpected,
  unstorable,
} from './http.problems.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { 'x-refuses'?: string[] };

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

const introduction = `
The backend that takes a community event from an idea to a verdict.

**Credentials.** \`Authorization: Bearer <token>\`: a session of \`POST /v1/sessions\` or an API key of \`POST /v1/api-keys\`. What a link opens
(\`/v1/public/…\`) needs none.

**Problems** are RFC 9457 documents with a stable \`code\`, a \`pointer\` to the member at fault, and \`retryable\`. The page \`/problems\` lists all.

**Lists** are pages: \`?cursor=&limit=\`, \`next\` is the cursor of the following page. \`updatedSince\` reads what changed.

**Changes** need \`If-Match\` with the \`ETag\` that you read: 428 without, 412 where somebody was faster.

**Repetition.** \`Idempotency-Key\` on a POST makes a repetition within 24 hours give the same answer and have no second effect.

**Money** is in minor units with its currency, **instants** are RFC 3339 in UTC, **texts for people** are maps \`{ "en": …, "ru": … }\`.
`;

/** The OpenAPI 3.1 document of the application. */
export function buildDocument(app: NestFastifyApplication): OpenAPIObject {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Turnout')
    .setDescription(introduction.trim())
    .setVersion('0.1.0')
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addServer('/', 'This installation')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A session token or an API key' })
    .build();
  const document = SwaggerModule.createDocument(app, base, { operationIdFactory: (_controller, method) => method });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problemSchema },
  };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation = item[method];
      if (operation) describe(operation, method, path);
    }
  }
  return unwrapped(document) as OpenAPIObject;
}

/** `allOf` with one schema says nothing more than the schema; OpenAPI 3.1 lets a reference have siblings. */
function unwrapped(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(unwrapped);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, unwrapped(value)]));
  const { allOf, ...rest } = entries as { allOf?: unknown };
  return Array.isArray(allOf) && allOf.length === 1 ? { ...rest, ...(allOf[0] as object) } : entries;
}

/** The document at /openapi.json and Swagger UI at /docs; both are made when first asked for. */
export function serveDocumentation(app: NestFastifyApplication, config: Config): void {
  SwaggerModule.setup('docs', app, () => buildDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'Turnout API',
    swaggerOptions: { persistAuthorization: !config.production, tagsSorter: 'alpha', displayRequestDuration: true },
  });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', async (request, reply) => {
      // Swagger UI brings styles and a script of its own in its page; nothing else of ours does.
      if (request.url.startsWith('/docs')) {
        reply.header(
          'content-security-policy',
          "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
        );
      }
    });
}

function describe(operation: Operation, method: (typeof methods)[number], path: string): void {
  const byStatus = Map.groupBy(refusalsOf(operation, method), (refusal) => refusal.status);
  delete operation['x-refuses'];
  for (const [status, group] of [...byStatus].toSorted(([a], [b]) => a - b))
    operation.responses[status] = problemResponse(group);
  operation.parameters = [
    ...(operation.parameters ?? []),
    ...(method === 'post' ? [idempotencyHeader] : []),
    ...(byStatus.has(428) ? [ifMatchHeader] : []),
  ];
  for (const parameter of operation.parameters) {
    if ('in' in parameter && parameter.in === 'path') parameter.description ??= pathText(parameter.name, path);
  }
}

/** What the route names, and what every route of its method may answer. */
function refusalsOf(operation: Operation, method: (typeof methods)[number]): Set<Refusal> {
  const named = (operation['x-refuses'] ?? []).map((code) => refusals.get(code)).filter((found) => found !== undefined);
  const withBody = method === 'get' || method === 'delete' ? [] : [tooLarge, unstorable];
  const repeatable = method === 'post' ? [keyMalformed, keyInFlight, keyReused] : [];
  return new Set([...named, malformed, unexpected, overloaded, rateLimited, ...withBody, ...repeatable]);
}

const problemResponse = (group: readonly Refusal[]) => ({
  description: group.map((refusal) => `\`${refusal.code}\` ${refusal.title.en}`).join('\n\n'),
  content: {
    'application/problem+json': {
      schema: { $ref: '#/components/schemas/Problem' },
      examples: Object.fromEntries(
        group.map((refusal) => [
          refusal.code,
          {
            summary: refusal.title.en,
            value: {
              type: `/problems#${refusal.code}`,
              title: refusal.title.en,
              status: refusal.status,
              code: refusal.code,
              retryable: refusal.retryable,
              requestId: 'e7b2c9a4-6f0d-4d0b-9b39-1f1a3a6f8f52',
            },
          },
        ]),
      ),
    },
  },
});

const problemSchema = {
  type: 'object' as const,
  description: 'Why a request was refused (RFC 9457). Some problems carry members of their own beyond these.',
  required: ['type', 'title', 'status', 'code', 'retryable', 'requestId'],
  properties: {
    type: {
      type: 'string',
      description: 'Where the problem is described; relative to the API',
      example: '/problems#request/invalid',
    },
    title: { type: 'string', description: 'What is wrong, in the language of Accept-Language' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable name of the problem, to be decided by', example: 'request/invalid' },
    detail: { type: 'string', description: 'What is wrong in this case' },
    retryable: { type: 'boolean', description: 'Whether the same request may succeed later' },
    requestId: { type: 'string', description: 'Name it when you ask for help' },
    pointer: { type: 'string', description: 'JSON Pointer (RFC 6901) to the member at fault' },
    errors: {
      type: 'array',
      description: 'Every member at fault, where there are several',
      items: {
        type: 'object',
        required: ['pointer', 'rule', 'detail'],
        properties: { pointer: { type: 'string' }, rule: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
  additionalProperties: true,
} as never;

const idempotencyHeader = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description:
    'A name of your choice for this request; a repetition with the same name and body gets the same answer and has no second effect. Kept for 24 hours.',
  schema: { type: 'string' as const, minLength: 1, maxLength: 255 },
  example: '6f1c1d1e-2b58-4a1a-8a0f-3d1d5f0c7e11',
};

const ifMatchHeader = {
  name: 'If-Match',
  in: 'header' as const,
  required: true,
  description: 'The ETag of what you read and now change',
  schema: { type: 'string' as const },
  example: '"1"',
};

function pathText(name: string, path: string): string {
  if (name === 'token') return 'The token of the link';
  if (name === 'slug') return 'The address of the event, as in /e/<slug>';
  return `The id that the ${path.includes('/public/') ? 'public ' : ''}API gave out`;
}
