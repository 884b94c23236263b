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
