import { refusal } from '../../kernel/problem.js';

export const malformed = refusal('request/malformed', 400, 'The request cannot be read', 'Запрос не удаётся прочитать');
export const invalid = refusal(
  'request/invalid',
  422,
  'The request has members that are not valid',
  'В запросе есть неверные поля',
);
export const tooLarge = refusal('request/too-large', 413, 'The request is too large', 'Запрос слишком большой');
export const unsupportedMedia = refusal(
  'request/unsupported-media-type',
  415,
  'The body must be JSON',
  'Тело запроса должно быть в формате JSON',
);
export const unknownRoute = refusal(
  'request/unknown-route',
  404,
  'There is nothing at this address',
  'По этому адресу ничего нет',
);
export const unknownId = refusal('request/unknown-id', 404, 'There is no such thing here', 'Здесь такого нет');
export const cursorUnknown = refusal(
  'request/cursor-unknown',
  422,
  'The cursor is not one that this list gave out',
  'Этот курсор выдан не этим списком',
);
export const preconditionRequired = refusal(
  'request/if-match-required',
  428,
  'Send If-Match with the ETag that you read',
  'Пришлите If-Match с прочитанным ETag',
);
export const versionConflict = refusal(
  'request/version-conflict',
  412,
  'It was changed since you read it',
  'Это изменили после того, как вы прочитали',
);
export const rateLimited = refusal('request/rate-limited', 429, 'Too many requests', 'Слишком много запросов');
export const keyMalformed = refusal(
  'idempotency/key-malformed',
  400,
  'Idempotency-Key must have 1 to 255 visible ASCII characters',
  'Idempotency-Key — от 1 до 255 видимых символов ASCII',
);
export const keyReused = refusal(
  'idempotency/key-reused',
  422,
  'This Idempotency-Key was used for another request',
  'Этот Idempotency-Key уже использован для другого запроса',
);
export const keyInFlight = refusal(
  'idempotency/in-flight',
  409,
  'The request with this Idempotency-Key is still being worked on',
  'Запрос с этим Idempotency-Key ещё выполняется',
);
export const overloaded = refusal(
  'service/overloaded',
  503,
  'Too busy right now, try again shortly',
  'Сейчас слишком много обращений, повторите чуть позже',
);
export const unexpected = refusal(
  'service/unexpected',
  500,
  'Something went wrong on our side',
  'Что-то пошло не так на нашей стороне',
);
export const conflicting = refusal(
  'request/conflict',
  409,
  'It contradicts something that exists',
  'Это противоречит тому, что уже есть',
);
export const unstorable = refusal(
  'request/unstorable-text',
  422,
  'A text contains a character that cannot be stored',
  'В тексте есть символ, который нельзя сохранить',
);
