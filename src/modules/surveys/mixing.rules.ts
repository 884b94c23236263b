/** Nothing is shown about fewer people than this, nor by steps smaller than this: the difference of two results is a result. */
export const smallestGroup = 5;

/** How many answers wait unmixed, how many are mixed and shown, and whether more can come. */
export interface Pool {
  waiting: number;
  shown: number;
  closed: boolean;
}

/**
 * How many of the waiting answers may be mixed into those already shown.
 *
 * While the survey is open a batch needs twice the smallest group and leaves the smallest group behind (chosen by chance),
 * so that every step, the last one at closing included, moves at least the smallest group. Since every mixing rewrites
 * all answers of the survey in a new order, a batch also has to be a tenth of what is shown, which bounds the work.
 */
export function mixable({ waiting, shown, closed }: Pool): number {
  if (closed) return waiting;
  if (waiting < Math.max(2 * smallestGroup, Math.ceil(shown / 10))) return 0;
  return waiting - smallestGroup;
}
