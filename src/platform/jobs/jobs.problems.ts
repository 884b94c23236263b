import { refusal } from '../../kernel/problem.js';

export const deadLetterUnknown = refusal(
  'jobs/dead-letter-unknown',
  404,
  'There is no such dead letter',
  'Такого несостоявшегося задания нет',
);
