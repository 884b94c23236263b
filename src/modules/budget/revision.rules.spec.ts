import { describe, expect, it } from '@jest/globals';
import { isEditable, revisionSteps, type RevisionState } from './revision.rules.js';

const states = Object.keys(revisionSteps) as RevisionState[];

describe('the states of a revision', () => {
  it('lead to approval only through submission', () => {
    expect(states.filter((state) => revisionSteps[state].includes('approved'))).toEqual(['submitted']);
  });

  it('never lead from the plan back to something that can be written', () => {
    const reachable = (from: RevisionState): RevisionState[] =>
      revisionSteps[from].flatMap((to) => [to, ...reachable(to)]);
    expect(reachable('approved').filter(isEditable)).toEqual([]);
  });
});
