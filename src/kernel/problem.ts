/** What a refusal may carry beyond its code. Every other field becomes an RFC 9457 extension member. */
export interface ProblemDetails {
  /** One sentence about this occurrence, in English. */
  detail?: string;
  /** JSON Pointer (RFC 6901) to the member of the request body that is at fault. */
  pointer?: string;
  /** Seconds after which a retry may succeed; becomes the Retry-After header. */
  retryAfter?: number;
  [extension: string]: unknown;
}

/** A refused request. One class, many named functions (see `refusal`), one filter that renders it. */
export class Problem extends Error {
  readonly refusal: Refusal;

  constructor(
    kind: Refusal,
    readonly details: ProblemDetails = {},
  ) {
    super(details.detail ?? kind.title.en);
    this.refusal = kind;
  }

  get code(): string {
    return this.refusal.code;
  }

  get status(): number {
    return this.refusal.status;
  }
}

/** Makes the problem; carries what the documentation and the pages say about it. */
export interface Refusal {
  (details?: ProblemDetails): Problem;
  readonly code: string;
  readonly status: number;
  readonly title: { readonly en: string; readonly ru: string };
  /** Whether the same request may succeed later, unchanged. */
  readonly retryable: boolean;
}

const known = new Map<string, Refusal>();

/**
 * Names one way in which Turnout says no: a stable code, the HTTP status, and the title in English and Russian.
 * Every refusal of a module is one line in its `*.problems.ts`.
 */
export function refusal(code: string, status: number, en: string, ru: string): Refusal {
  if (known.has(code)) throw new Error(`The problem code ${code} is defined twice`);
  const make = (details?: ProblemDetails) => new Problem(made, details);
  const retryable = status === 429 || status === 503;
  const made: Refusal = Object.assign(make, { code, status, title: { en, ru }, retryable });
  known.set(code, made);
  return made;
}

/** Every refusal that the loaded modules define, by code. */
export const refusals: ReadonlyMap<string, Refusal> = known;
