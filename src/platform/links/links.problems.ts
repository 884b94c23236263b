import { refusal } from '../../kernel/problem.js';

export const linkUnknown = refusal(
  'links/unknown',
  404,
  'This link does not work (any more)',
  'Эта ссылка не работает или больше не действует',
);
