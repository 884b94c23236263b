import { refusal } from '../../kernel/problem.js';

export const orderUnknown = refusal(
  'registrations/order-unknown',
  404,
  'There is no such registration',
  'Такой регистрации нет',
);
export const ticketUnknown = refusal(
  'registrations/ticket-unknown',
  404,
  'There is no such ticket in this registration',
  'В этой регистрации нет такого билета',
);
export const orderStateRefused = refusal(
  'registrations/state-refused',
  409,
  'The registration is not in a state that allows this',
  'Состояние регистрации этого не позволяет',
);
export const ticketCancelled = refusal(
  'registrations/ticket-cancelled',
  409,
  'The ticket is cancelled already',
  'Билет уже отменён',
);
/** Places that were held are not held any more. */
export const holdOver = refusal(
  'registrations/hold-over',
  410,
  'The places are no longer held for you',
  'Места больше не забронированы за вами',
);
export const eventOver = refusal('registrations/event-over', 409, 'The event is over', 'Мероприятие уже прошло');
export const ticketKeyUnknown = refusal(
  'registrations/ticket-key-unknown',
  404,
  'The event has no such ticket key',
  'У мероприятия нет такого ключа билетов',
);
export const ticketKeysUsedUp = refusal(
  'registrations/ticket-keys-used-up',
  409,
  'The event has had as many ticket keys as it can',
  'У мероприятия уже было наибольшее число ключей билетов',
);

/** Giving back and handing on. */
export const refundChanged = refusal(
  'registrations/refund-changed',
  409,
  'What comes back is no longer what you were shown',
  'Сумма возврата уже не та, что была показана',
);
export const refundTooHigh = refusal(
  'registrations/refund-too-high',
  422,
  'More cannot be given back than was paid for it',
  'Нельзя вернуть больше, чем было заплачено',
);
export const cancellationClosed = refusal(
  'registrations/cancellation-closed',
  409,
  'It is too late to cancel this yourself',
  'Отменить самостоятельно уже нельзя',
);
export const cancellationNotOffered = refusal(
  'registrations/cancellation-not-offered',
  409,
  'Only the organisers cancel registrations for this event',
  'Регистрации на это мероприятие отменяют только организаторы',
);
export const ticketUsed = refusal(
  'registrations/ticket-used',
  409,
  'Somebody has come in by this ticket',
  'По этому билету уже вошли',
);
export const ticketBound = refusal(
  'registrations/ticket-bound',
  409,
  'This ticket belongs to another one and goes with it',
  'Этот билет относится к другому и меняется вместе с ним',
);
export const restRefused = refusal(
  'registrations/rest-not-sold',
  409,
  'What would be left is not sold on its own: cancel all of it, or ask the organisers',
  'То, что останется, отдельно не продаётся: отмените всё или обратитесь к организаторам',
);
export const transferUnknown = refusal(
  'registrations/transfer-unknown',
  404,
  'There is no such offer',
  'Такого предложения нет',
);
export const transferOpen = refusal(
  'registrations/transfer-open',
  409,
  'The ticket is offered to somebody already',
  'Билет уже кому-то предложен',
);
export const transferTooOften = refusal(
  'registrations/transfer-too-often',
  409,
  'The ticket was offered in vain too often today; try again tomorrow',
  'Сегодня билет уже слишком часто предлагали напрасно; попробуйте завтра',
);
export const transferOver = refusal(
  'registrations/transfer-over',
  409,
  'The offer of this ticket is over',
  'Предложение этого билета больше не действует',
);
export const transfersNotOffered = refusal(
  'registrations/transfers-not-offered',
  409,
  'Tickets for this event are not handed on',
  'Билеты на это мероприятие не передаются',
);
export const resaleNotOffered = refusal(
  'registrations/resale-not-offered',
  409,
  'Tickets for this event are not returned for resale',
  'Билеты на это мероприятие не возвращаются для перепродажи',
);
export const resaleOpen = refusal(
  'registrations/resale-open',
  409,
  'The ticket is returned for resale already',
  'Билет уже возвращён для перепродажи',
);
export const resaleUnknown = refusal(
  'registrations/resale-unknown',
  404,
  'The ticket is not returned for resale',
  'Билет не возвращён для перепродажи',
);
export const typeNotPossible = refusal(
  'registrations/type-not-possible',
  409,
  'The ticket cannot become one of this type',
  'Этот билет нельзя обменять на билет такого типа',
);
export const differenceChanged = refusal(
  'registrations/difference-changed',
  409,
  'The difference is no longer what you were shown',
  'Доплата уже не та, что была показана',
);
export const changeOpen = refusal(
  'registrations/change-open',
  409,
  'Another change of this registration waits for its payment',
  'Другое изменение этой регистрации ждёт оплаты',
);
export const changeUnknown = refusal(
  'registrations/change-unknown',
  404,
  'No change of this registration waits for its payment',
  'Ни одно изменение этой регистрации не ждёт оплаты',
);
export const importUnknown = refusal(
  'registrations/import-unknown',
  404,
  'There is no such import',
  'Такого импорта нет',
);
export const csvRefused = refusal(
  'registrations/csv-refused',
  422,
  'The file cannot be read as a table of people',
  'Файл не читается как таблица участников',
);
export const refundRunUnknown = refusal(
  'registrations/refund-run-unknown',
  404,
  'There is no such mass refund',
  'Такого общего возврата нет',
);
export const eventNotCancelled = refusal(
  'registrations/event-not-cancelled',
  409,
  'Everybody is refunded only when the event is cancelled',
  'Деньги возвращают всем, только если мероприятие отменено',
);
export const holdKept = refusal(
  'registrations/hold-not-extendable',
  409,
  'The places are held once longer at most',
  'Время брони можно продлить только один раз',
);
export const noStock = refusal(
  'registrations/no-stock',
  409,
  'The places are taken by others meanwhile',
  'Места тем временем заняли другие',
);
export const emailProofFailed = refusal(
  'registrations/email-proof-failed',
  422,
  'These are not the digits that we mailed, or they came too late',
  'Это не те цифры, что мы прислали, или время вышло',
);
export const tooManyEmailProofs = refusal(
  'registrations/too-many-email-proofs',
  429,
  'We have mailed enough codes to this address',
  'На этот адрес уже отправлено достаточно кодов',
);
export const ticketGone = refusal('registrations/no-such-ticket', 404, 'There is no such ticket', 'Такого билета нет');
export const ticketReissuedTooOften = refusal(
  'registrations/ticket-reissued-too-often',
  409,
  'The ticket has had as many codes as it can',
  'У билета уже было наибольшее число кодов',
);
