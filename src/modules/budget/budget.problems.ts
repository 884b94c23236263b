import { refusal } from '../../kernel/problem.js';

export const budgetUnknown = refusal(
  'budget/unknown',
  404,
  'This event has no budget',
  'У этого мероприятия нет бюджета',
);
export const budgetExists = refusal(
  'budget/exists',
  409,
  'This event has a budget already',
  'У этого мероприятия уже есть бюджет',
);
export const revisionUnknown = refusal(
  'budget/revision-unknown',
  404,
  'The budget has no such revision',
  'Такой редакции бюджета нет',
);
export const lineUnknown = refusal(
  'budget/line-unknown',
  404,
  'The budget has no such line',
  'Такой строки в бюджете нет',
);
export const entryUnknown = refusal(
  'budget/entry-unknown',
  404,
  'The budget has no such entry',
  'Такой записи в бюджете нет',
);
export const revisionClosed = refusal(
  'budget/revision-closed',
  409,
  'What was submitted or approved cannot be changed',
  'Отправленное и утверждённое не меняют',
);
export const stepImpossible = refusal(
  'budget/step-impossible',
  409,
  'This step does not follow from the state of the budget',
  'Из этого состояния такой шаг невозможен',
);
export const nothingToSubmit = refusal(
  'budget/nothing-to-submit',
  409,
  'A budget without lines cannot be submitted',
  'Бюджет без строк отправить нельзя',
);
export const ownSubmission = refusal(
  'budget/own-submission',
  409,
  'Another person than the one who submitted it has to approve it',
  'Утвердить должен не тот, кто отправил',
);
export const currencyFixed = refusal(
  'budget/currency-fixed',
  409,
  'The currency is fixed by an approved plan or an entry',
  'Валюту закрепил утверждённый план или запись',
);
export const currencyDiffers = refusal(
  'budget/currency-differs',
  422,
  "The amount is not in the budget's currency",
  'Сумма не в валюте бюджета',
);
export const amountNotPositive = refusal(
  'budget/amount-not-positive',
  422,
  'The amount must be positive',
  'Сумма должна быть положительной',
);
export const unitAmountNegative = refusal(
  'budget/unit-amount-negative',
  422,
  'A unit price must not be negative',
  'Цена за единицу не может быть отрицательной',
);
export const basisContradicted = refusal(
  'budget/basis-contradicted',
  422,
  'A driver line names its driver, a fixed line none',
  'У зависимой строки есть показатель, у постоянной нет',
);
export const tooLargeToCount = refusal(
  'budget/too-large',
  422,
  'The lines come to more than can be counted exactly',
  'Строки дают больше, чем можно точно сосчитать',
);
export const tooManyLines = refusal(
  'budget/too-many-lines',
  409,
  'A budget has at most 300 lines',
  'В бюджете не больше 300 строк',
);
export const lineInUse = refusal(
  'budget/line-in-use',
  409,
  'The line has entries and appears in no other revision',
  'У строки есть записи, и больше её нет ни в одной редакции',
);
export const ownerUnknown = refusal(
  'budget/owner-unknown',
  422,
  'The owner is not a member of the organisation',
  'Ответственный не состоит в организации',
);
export const lineExceeded = refusal(
  'budget/line-exceeded',
  409,
  'The entry would take the line past its plan',
  'С этой записью строка превысит план',
);
export const planMissing = refusal(
  'budget/plan-not-approved',
  409,
  'The budget blocks spending until a plan is approved',
  'Пока план не утверждён, бюджет не допускает трат',
);
export const rateContradicted = refusal(
  'budget/rate-contradicted',
  422,
  'The amount is not what the rate makes of the original',
  'Сумма не получается из исходной по этому курсу',
);
export const commitmentUnknown = refusal(
  'budget/commitment-unknown',
  422,
  'The line has no such commitment',
  'У строки нет такого обязательства',
);
export const commitmentReversed = refusal(
  'budget/commitment-reversed',
  409,
  'The commitment was reversed',
  'Обязательство отменено',
);
export const alreadyReversed = refusal(
  'budget/already-reversed',
  409,
  'The entry was reversed already',
  'Запись уже сторнирована',
);
export const reversalFinal = refusal(
  'budget/reversal-final',
  409,
  'A reversal cannot be reversed; enter it anew',
  'Сторно не сторнируют, введите запись заново',
);
