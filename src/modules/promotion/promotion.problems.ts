import { refusal } from '../../kernel/problem.js';

export const eventNotOpen = refusal(
  'promotion/event-not-open',
  409,
  'Only a published event that is not over can be promoted',
  'Приглашать можно только на опубликованное событие, которое ещё не прошло',
);
export const notOneClick = refusal(
  'promotion/not-one-click',
  422,
  'The body must be List-Unsubscribe=One-Click',
  'Тело запроса должно быть List-Unsubscribe=One-Click',
);
