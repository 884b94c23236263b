import type { Refusal } from './problem.js';

/** For each state the states that may follow it; a state that may not be left has an empty list. */
export type Transitions<S extends string> = Readonly<Record<S, readonly S[]>>;

/** Returns `to` if the table lets `from` become `to`; refuses otherwise, naming both. */
export function move<S extends string>(table: Transitions<S>, from: S, to: S, refuse: Refusal): S {
  if (table[from].includes(to)) return to;
  throw refuse({ detail: `${from} cannot become ${to}`, from, to, possible: table[from] });
}
