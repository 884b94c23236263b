import { refusal } from '../../kernel/problem.js';

export const eventUnknown = refusal('events/unknown', 404, 'There is no such event', 'Такого мероприятия нет');
export const eventNotDraft = refusal(
  'events/not-draft',
  409,
  'This can be changed in a draft only',
  'Это можно менять только в черновике',
);
export const eventStateRefused = refusal(
  'events/state-refused',
  409,
  'The event is not in a state that allows this',
  'Состояние мероприятия этого не позволяет',
);
export const eventNotReady = refusal(
  'events/not-ready',
  409,
  'Something is missing before the event can be published',
  'Перед публикацией ещё не всё готово',
);
export const eventTimesWrong = refusal(
  'events/times-wrong',
  422,
  'The end must come after the start',
  'Конец должен быть позже начала',
);
export const eventTimeSkipped = refusal(
  'events/time-skipped',
  422,
  'The clock skips this time in this zone',
  'В этом часовом поясе такого времени в этот день нет',
);
export const slugTaken = refusal('events/slug-taken', 409, 'This address is taken', 'Этот адрес уже занят');
export const goalUnknown = refusal('events/goal-unknown', 404, 'There is no such goal', 'Такого показателя нет');
export const goalMalformed = refusal(
  'events/goal-malformed',
  422,
  'The goal does not fit its metric',
  'Показатель задан неверно для этой метрики',
);
