import { refusal } from '../../kernel/problem.js';

export const noWaitingRoom = refusal(
  'rooms/none',
  404,
  'There is no waiting room: nobody has to wait',
  'Зала ожидания нет: ждать не нужно',
);
export const roomPlaceUnknown = refusal(
  'rooms/place-unknown',
  404,
  'There is no such place in the waiting room',
  'Такого места в зале ожидания нет',
);
export const roomNotOpen = refusal(
  'rooms/not-open',
  409,
  'The sale has not opened: wait in the waiting room',
  'Продажа ещё не открыта: подождите в зале ожидания',
);
export const admissionRequired = refusal(
  'rooms/admission-required',
  403,
  'Many people want places now: take a place in the waiting room first',
  'Сейчас много желающих: сначала займите очередь в зале ожидания',
);
export const admissionOver = refusal(
  'rooms/admission-over',
  403,
  'Your turn is over: take a new place in the waiting room',
  'Ваша очередь прошла: займите её в зале ожидания снова',
);
export const opensInThePast = refusal(
  'rooms/opens-in-the-past',
  422,
  'A waiting room must open in the future',
  'Зал ожидания должен открываться в будущем',
);
