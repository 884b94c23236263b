/** Nothing is shown about fewer people than this, nor by steps smaller than this: the difference of two results is a result. */
export const smallestGroup = 5;

/** How many answers wait unmixed, how many are mixed and shown, and whether more can come. */
export interface Pool {
  waiting: number;
  shown: number;
  closed: boolean;
}

/** Newcomers are mixed with so many of those already shown that together they are this many, where there are so many. */
export const crowd = 1000;

/** What a mixing writes anew: so many of the waiting answers, and so many of those shown, both drawn by chance. */
export interface Mixing {
  moved: number;
  remixed: number;
}

/**
 * What may be mixed now. While the survey is open a batch needs twice the smallest group and leaves the smallest group
 * behind, so that every step, the last one at closing included, moves at least the smallest group. It also has to be a
 * tenth of what is shown: together with the bounded crowd that keeps the work, and the wait of those who answer meanwhile, small.
 */
export function mixable({ waiting, shown, closed }: Pool): Mixing {
  const enough = Math.max(2 * smallestGroup, Math.ceil(shown / 10));
  const moved = closed ? waiting : waiting < enough ? 0 : waiting - smallestGroup;
  return { moved, remixed: moved === 0 ? 0 : Math.min(shown, Math.max(0, crowd - moved)) };
}
