import { refusal } from '../../kernel/problem.js';

export const contactUnknown = refusal(
  'audience/contact-unknown',
  404,
  'There is no such contact',
  'Такого контакта нет',
);
export const addressTaken = refusal(
  'audience/address-taken',
  409,
  'Another contact has this e-mail address',
  'Этот адрес уже есть у другого контакта',
);
export const decidedInFuture = refusal(
  'audience/decided-in-future',
  422,
  'Nobody has decided anything in the future',
  'Решение не может быть принято в будущем',
);
export const csvUnreadable = refusal(
  'audience/csv-unreadable',
  422,
  'The text cannot be read as CSV',
  'Текст не удаётся прочитать как CSV',
);
export const csvTooLong = refusal(
  'audience/csv-too-long',
  422,
  'The file is too long to import at once',
  'Файл слишком велик, чтобы загрузить его сразу',
);
export const csvColumns = refusal(
  'audience/csv-columns',
  422,
  'The columns of the file do not fit',
  'Столбцы файла не подходят',
);
export const segmentUnknown = refusal(
  'audience/segment-unknown',
  404,
  'There is no such segment',
  'Такого сегмента нет',
);
export const ruleInvalid = refusal(
  'audience/rule-invalid',
  422,
  'The rule of the segment is not valid',
  'Правило сегмента неверно',
);
export const ruleTooSlow = refusal(
  'audience/rule-too-slow',
  503,
  'The rule took too long to evaluate',
  'Правило вычислялось слишком долго',
);
export const audienceMissing = refusal(
  'audience/none-frozen',
  404,
  'No audience is frozen for this event',
  'Аудитория мероприятия ещё не зафиксирована',
);
export const audienceFinal = refusal(
  'audience/final',
  409,
  'The event is published, and its audience can no longer change',
  'Мероприятие опубликовано, и его аудиторию уже нельзя изменить',
);
export const eventOver = refusal(
  'audience/event-over',
  409,
  'The event is cancelled or closed',
  'Мероприятие отменено или завершено',
);
