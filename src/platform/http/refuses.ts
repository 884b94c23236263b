import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Refusal } from '../../kernel/problem.js';

const refusesKey = 'turnout:refuses';
const extensionsKey = 'swagger/apiExtension';

/** Documents which problems a route answers with; `openapi.ts` turns the codes into responses with examples. */
export function Refuses(...refusals: Refusal[]): MethodDecorator & ClassDecorator {
  return (target: object, property?: string | symbol, descriptor?: PropertyDescriptor) => {
    const holder: object = descriptor ? (descriptor.value as object) : target;
    const before = (Reflect.getMetadata(refusesKey, holder) as string[] | undefined) ?? [];
    const codes = [...new Set([...before, ...refusals.map((refusal) => refusal.code)])];
    Reflect.defineMetadata(refusesKey, codes, holder);
    // ApiExtension keeps a value that it finds; a second `Refuses` on the route, such as that of `Can`, would be lost.
    if (before.length > 0) Reflect.deleteMetadata(extensionsKey, holder);
    const extend = applyDecorators(ApiExtension('x-refuses', codes));
    if (descriptor && property !== undefined) extend(target, property, descriptor);
    else extend(target as never);
  };
}
