import { refusal } from '../../kernel/problem.js';

export const codeUnknown = refusal('ticketing/code-unknown', 404, 'There is no such code', 'Такого промокода нет');
export const codeInUse = refusal(
  'ticketing/code-in-use',
  409,
  'This code has been used',
  'Этим промокодом уже пользовались',
);
export const codeTaken = refusal(
  'ticketing/code-taken',
  409,
  'The event has this code already',
  'Такой промокод у мероприятия уже есть',
);
export const codeUsedMore = refusal(
  'ticketing/code-used-more',
  409,
  'More of this code was used than that',
  'Промокод уже использован больше',
);
/** Why a code does nothing. */
export const codeNotOffered = refusal('ticketing/code-not-offered', 422, 'There is no such code', 'Такого кода нет');
export const codeNotValidNow = refusal(
  'ticketing/code-not-valid-now',
  409,
  'The code does not count at this time',
  'Сейчас этот код не действует',
);
export const codeUsedUp = refusal('ticketing/code-used-up', 409, 'The code is used up', 'Код уже использован');
export const codeUsedByYou = refusal(
  'ticketing/code-used-by-person',
  409,
  'You have used the code as often as you may',
  'Вы уже использовали код столько раз, сколько можно',
);
export const codeBudgetSpent = refusal(
  'ticketing/code-budget-spent',
  409,
  'What the code had to give away is spent',
  'Скидки по этому коду закончились',
);
export const codeAppliesToNothing = refusal(
  'ticketing/code-applies-to-nothing',
  422,
  'The code applies to none of these tickets',
  'Код не относится ни к одному из этих билетов',
);
