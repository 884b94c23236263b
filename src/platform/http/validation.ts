import { type ValidationError, ValidationPipe } from '@nestjs/common';
import { invalid } from './http.problems.js';

/** One member of the request that is not as the documentation says. */
export interface Fault {
  /** JSON Pointer (RFC 6901) to the member. */
  pointer: string;
  /** The rule that it breaks, as class-validator names it: `isEmail`, `maxLength`, `whitelistValidation`… */
  rule: string;
  detail: string;
}

/** Unknown members are refused, not dropped: a typo in a name must not look like success. */
export const requestValidation = () =>
  new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => {
      const faults = flatten(errors, '');
      return invalid({ detail: faults[0]?.detail, pointer: faults[0]?.pointer, errors: faults });
    },
  });

function flatten(errors: readonly ValidationError[], path: string): Fault[] {
  return errors.flatMap((error) => {
    const pointer = `${path}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.entries(error.constraints ?? {}).map(([rule, detail]) => ({ pointer, rule, detail }));
    return [...own, ...flatten(error.children ?? [], pointer)];
  });
}
