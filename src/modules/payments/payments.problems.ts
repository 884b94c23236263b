import { refusal } from '../../kernel/problem.js';

export const accountUnknown = refusal(
  'payments/account-unknown',
  404,
  'There is no such payment account',
  'Такого платёжного счёта нет',
);
export const accountTaken = refusal(
  'payments/account-taken',
  409,
  'There is an active account at this provider already',
  'У этого провайдера уже есть действующий счёт',
);
export const accountIncomplete = refusal(
  'payments/account-incomplete',
  422,
  'The account lacks something that its provider needs',
  'У счёта не хватает данных, без которых провайдер не работает',
);
export const paymentUnknown = refusal(
  'payments/payment-unknown',
  404,
  'There is no such payment',
  'Такого платежа нет',
);
export const refundUnknown = refusal('payments/refund-unknown', 404, 'There is no such refund', 'Такого возврата нет');
export const discrepancyUnknown = refusal(
  'payments/discrepancy-unknown',
  404,
  'There is no such item on the list',
  'Такой записи в списке нет',
);
export const methodNotOffered = refusal(
  'payments/method-not-offered',
  409,
  'One cannot pay for this in this way',
  'Так за это заплатить нельзя',
);
export const nothingDue = refusal('payments/nothing-due', 409, 'Nothing is to be paid', 'Платить нечего');
export const notPayable = refusal(
  'payments/not-payable',
  409,
  'The registration is not in a state in which it can be paid',
  'В этом состоянии регистрацию нельзя оплатить',
);
export const providerUnreachable = refusal(
  'payments/provider-unreachable',
  503,
  'The payment provider does not answer; try again shortly',
  'Платёжная система не отвечает; повторите чуть позже',
);
export const providerRefused = refusal(
  'payments/provider-refused',
  409,
  'The payment provider says no',
  'Платёжная система отказала',
);
export const currencyNotSupported = refusal(
  'payments/currency-not-supported',
  409,
  'The payment provider does not take this currency or amount',
  'Платёжная система не принимает эту валюту или сумму',
);
export const refundExceeds = refusal(
  'payments/refund-exceeds',
  409,
  'More would be given back than came',
  'Вернуть больше, чем пришло, нельзя',
);
export const refundNotManual = refusal(
  'payments/refund-not-manual',
  409,
  'This refund is not one that people carry out by hand',
  'Этот возврат выполняется не вручную',
);
export const notificationRefused = refusal(
  'payments/notification-refused',
  400,
  'The notice is not from the provider of this account',
  'Уведомление пришло не от провайдера этого счёта',
);
export const actionImpossible = refusal(
  'payments/action-impossible',
  409,
  'This does not resolve it',
  'Так это не решается',
);
