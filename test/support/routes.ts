import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { permissionKey, publicKey } from '../../src/platform/auth/can.js';

/** A route as the router knows it. */
export interface Route {
  operation: string;
  method: string;
  path: string;
  isPublic: boolean;
  permission: string | undefined;
}

/** Every route of the application, read from the controllers that Nest has made: none can be forgotten. */
export function routesOf(app: INestApplicationContext): Route[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers
    .flatMap(({ metatype }) => (metatype ? routesOfController(metatype as ControllerClass) : []))
    .toSorted((a, b) => `${a.path} ${a.method}`.localeCompare(`${b.path} ${b.method}`));
}

type ControllerClass = { prototype: object };

function routesOfController(controller: ControllerClass): Route[] {
  const prefixes = [Reflect.getMetadata('path', controller) as string | string[] | undefined].flat();
  return Object.getOwnPropertyNames(controller.prototype).flatMap((operation) => {
    const handler = Object.getOwnPropertyDescriptor(controller.prototype, operation)?.value as object | undefined;
    if (operation === 'constructor' || typeof handler !== 'function') return [];
    const paths = [Reflect.getMetadata('path', handler) as string | string[] | undefined]
      .flat()
      .filter((path) => path !== undefined);
    const metadata = (key: string): unknown =>
      Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, controller);
    return prefixes.flatMap((prefix) =>
      paths.map((path) => ({
        operation,
        method: RequestMethod[Reflect.getMetadata('method', handler) as number] ?? 'GET',
        path: `/${[prefix ?? '', path].join('/')}`.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1'),
        isPublic: metadata(publicKey) === true,
        permission: metadata(permissionKey) as string | undefined,
      })),
    );
  });
}
