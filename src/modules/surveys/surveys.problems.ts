import { refusal } from '../../kernel/problem.js';

export const surveyUnknown = refusal('surveys/unknown', 404, 'There is no such survey', 'Такого опроса нет');
export const questionInvalid = refusal(
  'surveys/question-invalid',
  422,
  'A question cannot be asked like this',
  'Вопрос составлен неверно',
);
export const alreadyOpened = refusal(
  'surveys/already-opened',
  409,
  'The survey was opened, its questions cannot change any more',
  'Опрос уже открыт, вопросы больше нельзя изменить',
);
export const surveyNotOpen = refusal('surveys/not-open', 409, 'The survey is not open', 'Опрос не открыт');
export const nobodyCame = refusal(
  'surveys/nobody-came',
  409,
  'Nobody has been admitted to the event yet, so there is nobody to ask',
  'На мероприятие ещё никто не пришёл, спрашивать некого',
);
export const surveyLinkUnknown = refusal(
  'surveys/link-unknown',
  404,
  'This survey link is not valid',
  'Эта ссылка на опрос недействительна',
);
export const surveyHasClosed = refusal('surveys/closed', 409, 'The survey is closed', 'Опрос завершён');
export const alreadyAnswered = refusal(
  'surveys/already-answered',
  409,
  'This link has been used: one answer per person',
  'По этой ссылке уже ответили: один ответ на человека',
);
export const answerInvalid = refusal(
  'surveys/answer-invalid',
  422,
  'An answer does not fit its question',
  'Ответ не подходит к вопросу',
);
export const answerMissing = refusal(
  'surveys/answer-missing',
  422,
  'A required question has no answer',
  'Нет ответа на обязательный вопрос',
);
export const questionUnknown = refusal(
  'surveys/question-unknown',
  404,
  'The survey has no such question',
  'В опросе нет такого вопроса',
);
export const tooFewAnswers = refusal(
  'surveys/too-few-answers',
  409,
  'Answers are shown from five on',
  'Ответы показываются начиная с пяти',
);
