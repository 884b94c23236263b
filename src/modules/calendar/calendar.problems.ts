import { refusal } from '../../kernel/problem.js';

export const feedUnknown = refusal(
  'calendar/feed-unknown',
  404,
  'There is no such calendar feed',
  'Такой подписки на календарь нет',
);
