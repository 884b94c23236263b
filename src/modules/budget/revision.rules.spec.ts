import { describe, expect, it } from '@jest/globals';
import {
  type RevisionState,
  isEditable,
  isOwnSubmission,
  revisionStates as states,
  revisionSteps,
} from './revision.rules.js';

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

describe('a submission', () => {
  it.each([
    ['anna', 'boris', false],
    ['anna', 'anna', true],
    [null, 'boris', true],
    ['anna', null, true],
  ])('by %s is approved by %s: own is %s', (submitter, approver, own) => {
    expect(isOwnSubmission(submitter, approver)).toBe(own);
  });
});
