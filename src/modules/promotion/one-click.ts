import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const field = 'List-Unsubscribe';

/** Whether the body of a POST is the one that RFC 8058 (section 3.1) prescribes. */
export const isOneClick = (body: unknown): boolean =>
  typeof body === 'object' &&
  body !== null &&
  field in body &&
  String(body[field]).trim().toLowerCase() === 'one-click';

/** The one field of a multipart body that means something here. Files and other fields are not even looked at. */
function readMultipart(body: string): Record<string, string> {
  const value = new RegExp(
    `name="?${field}"?[^\\r\\n]*\\r?\\n(?:[^\\r\\n]+\\r?\\n)*\\r?\\n([^\\r\\n]{0,50})`,
    'i',
  ).exec(body)?.[1];
  return value === undefined ? {} : { [field]: value };
}

/** Mail providers may send the body as multipart/form-data (RFC 8058, section 3.1), which the server does not read by itself. */
@Injectable()
export class OneClickBodies implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    // A worker has no HTTP side.
    const fastify = (
      this.host.httpAdapter as ReturnType<NestFastifyApplication['getHttpAdapter']> | undefined
    )?.getInstance();
    if (!fastify || fastify.hasContentTypeParser('multipart/form-data')) return;
    fastify.addContentTypeParser(
      'multipart/form-data',
      { parseAs: 'string', bodyLimit: 8_192 },
      (_request, body, done) => done(null, readMultipart(String(body))),
    );
  }
}
