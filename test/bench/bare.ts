import 'reflect-metadata';
import { Controller, Get, Header, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

/** The bare adapter, in a process of its own: answers every time with the same bytes, and does nothing else. PORT, BODY_BYTES. */
const body = Buffer.alloc(Number(process.env['BODY_BYTES']), 'x');

@Controller()
class StaticController {
  @Get('static')
  @Header('content-type', 'text/html; charset=utf-8')
  give(): Buffer {
    return body;
  }
}

@Module({ controllers: [StaticController] })
class BareModule {}

const app = await NestFactory.create<NestFastifyApplication>(BareModule, new FastifyAdapter(), { logger: false });
await app.listen(Number(process.env['PORT']), '127.0.0.1');
process.send?.('ready');
process.once('disconnect', () => void app.close());
