export const lineKinds = ['expense', 'income'] as const;
export type LineKind = (typeof lineKinds)[number];

export const lineBases = ['fixed', 'driver'] as const;
export type LineBasis = (typeof lineBases)[number];

export const drivers = ['attendee', 'registration', 'speaker', 'volunteer', 'day'] as const;
/** What a line grows with. */
export type Driver = (typeof drivers)[number];

/** How many of each driver a plan expects. */
export interface Headcounts {
  registrations: number;
  attendees: number;
  speakers: number;
  volunteers: number;
  days: number;
}

/** Most heads (or days) that a plan may expect, and the farthest that a break-even is looked for. */
export const headcountLimit = 100_000;

/** Most lines that a plan may have. */
export const lineLimit = 300;

/** What decides the planned amount of a line. `driver` is null on a fixed line; `per` is 1 there. */
export interface PricedLine {
  kind: LineKind;
  basis: LineBasis;
  driver: Driver | null;
  /** How many of the driver one unit serves: 50 for a bus of fifty seats. A started group counts as a whole one. */
  per: number;
  /** Units, for a driver line units for each group of `per`. */
  quantity: number;
  /** Price of one unit in minor units of the budget's currency. */
  unitAmount: number;
}

const expected: Readonly<Record<Driver, keyof Headcounts>> = {
  attendee: 'attendees',
  registration: 'registrations',
  speaker: 'speakers',
  volunteer: 'volunteers',
  day: 'days',
};

/** How many units the line needs: `quantity`, for a driver line `ceil(heads / per) × quantity`. */
export function unitsOf(line: PricedLine, heads: Headcounts): number {
  if (line.driver === null) return line.quantity;
  return Math.ceil(heads[expected[line.driver]] / line.per) * line.quantity;
}

/** Units × unit price, in minor units. Exact as long as `isCountable` holds. */
export const plannedAmount = (line: PricedLine, heads: Headcounts): number => unitsOf(line, heads) * line.unitAmount;

/** The planned amounts of both kinds, and income − expense. */
export interface PlanTotals {
  expense: number;
  income: number;
  result: number;
}

/** Sums the planned amounts of the lines by kind. */
export function planTotals(lines: readonly PricedLine[], heads: Headcounts): PlanTotals {
  const sum = (kind: LineKind) =>
    lines.filter((line) => line.kind === kind).reduce((total, line) => total + plannedAmount(line, heads), 0);
  const expense = sum('expense');
  const income = sum('income');
  return { expense, income, result: income - expense };
}

/**
 * Whether every total of these lines stays an exact integer for every head count up to the limit.
 * The estimate itself is in floating point, which is off by far less than the margin it leaves.
 */
export function isCountable(lines: readonly PricedLine[]): boolean {
  const most = lines.reduce((total, line) => {
    const groups = line.driver === null ? 1 : Math.ceil(headcountLimit / line.per);
    return total + line.quantity * line.unitAmount * groups;
  }, 0);
  return most <= Number.MAX_SAFE_INTEGER / 2;
}

/** What somebody wants a line to be; what is left out stays, or takes its default. */
export interface BasisWish {
  basis?: LineBasis | undefined;
  driver?: Driver | null | undefined;
  per?: number | undefined;
}

/** Basis, driver and group size after a wish, or null where a fixed line names a driver or a driver line none. */
export function basisAfter(
  wish: BasisWish,
  before: Pick<PricedLine, 'basis' | 'driver' | 'per'>,
): Pick<PricedLine, 'basis' | 'driver' | 'per'> | null {
  const basis = wish.basis ?? before.basis;
  if (basis === 'fixed') return wish.driver || (wish.per ?? 1) !== 1 ? null : { basis, driver: null, per: 1 };
  const driver = wish.driver === undefined ? before.driver : wish.driver;
  return driver === null ? null : { basis, driver, per: wish.per ?? before.per };
}
