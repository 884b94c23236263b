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
