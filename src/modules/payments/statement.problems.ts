import { refusal } from '../../kernel/problem.js';

export const statementUnreadable = refusal(
  'payments/statement-unreadable',
  422,
  'This is no bank statement that can be read',
  'Эту выписку не удаётся прочитать',
);
export const statementColumnsMissing = refusal(
  'payments/statement-columns-missing',
  422,
  'The statement lacks a column for the date or the amount; name them in the mapping',
  'В выписке не найден столбец с датой или суммой; укажите их в mapping',
);
export const statementTooLong = refusal(
  'payments/statement-too-long',
  422,
  'The statement has too many lines; import it in parts',
  'В выписке слишком много строк; загрузите её частями',
);
export const lineUnknown = refusal(
  'payments/statement-line-unknown',
  404,
  'There is no such line of a statement',
  'Такой строки выписки нет',
);
export const lineAnswered = refusal(
  'payments/statement-line-answered',
  409,
  'The line has an answer already',
  'По этой строке уже принято решение',
);
export const lineBooked = refusal(
  'payments/statement-line-booked',
  409,
  'The money of this line is written down with an order; give it back there',
  'Деньги этой строки уже учтены в заказе; вернуть их можно там',
);
export const lineCurrency = refusal(
  'payments/statement-line-currency',
  409,
  'The order is in another currency, or the money left the account',
  'Заказ в другой валюте, или это списание',
);
export const lineNotCovered = refusal(
  'payments/statement-line-not-covered',
  409,
  'No transfer of this registration has so much left to go back',
  'Ни у одного перевода этой регистрации не осталось столько, чтобы вернуть',
);
