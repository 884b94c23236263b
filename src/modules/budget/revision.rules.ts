import type { Transitions } from '../../kernel/transitions.js';

export const revisionStates = ['draft', 'submitted', 'approved', 'rejected', 'revised'] as const;
/**
 * `draft` is written, `submitted` waits for another person, `rejected` went back with a reason, `approved` is the plan,
 * `revised` was the plan until a later revision was approved.
 */
export type RevisionState = (typeof revisionStates)[number];

/** A rejected revision becomes a draft by its first change; it may also be submitted again as it stands. */
export const revisionSteps: Transitions<RevisionState> = {
  draft: ['submitted'],
  submitted: ['approved', 'rejected'],
  rejected: ['draft', 'submitted'],
  approved: ['revised'],
  revised: [],
};

/** Whether lines and head counts of a revision in this state may change. The schema keeps the same rule. */
export const isEditable = (state: RevisionState): boolean => state === 'draft' || state === 'rejected';

/**
 * Whether somebody approves what they submitted themselves. A key counts as the person who made it; where nobody stands
 * behind one of the two, nobody can tell, so that it counts as the same.
 */
export const isOwnSubmission = (submittedBy: string | null, approvedBy: string | null): boolean =>
  submittedBy === null || approvedBy === null || submittedBy === approvedBy;
