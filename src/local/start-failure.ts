/** The local server cannot start. Carries what to do about it, one line each, in the order in which to try it. */
export class StartFailure extends Error {
  constructor(
    problem: string,
    readonly advice: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(problem, options);
  }
}

/** The code of a system or database error, such as ENOENT or 3D000; empty when it has none. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
