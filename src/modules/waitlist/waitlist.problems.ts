import { refusal } from '../../kernel/problem.js';

export const waitingEntryUnknown = refusal(
  'waitlist/entry-unknown',
  404,
  'There is no such entry on a waiting list',
  'Такой записи в листе ожидания нет',
);

/** Why somebody cannot join. */
export const waitlistClosed = refusal(
  'waitlist/closed',
  409,
  'The waiting list is not open',
  'Лист ожидания сейчас закрыт',
);
export const waitlistOver = refusal(
  'waitlist/over',
  409,
  'Nothing is offered any more so shortly before the start',
  'Так близко к началу места уже не предлагаются',
);
export const waitlistFull = refusal('waitlist/full', 409, 'The waiting list is full', 'Лист ожидания заполнен');
export const stillAvailable = refusal(
  'waitlist/still-available',
  409,
  'There are places: you need not wait',
  'Места есть: ждать не нужно',
);
export const alreadyWaiting = refusal(
  'waitlist/already-waiting',
  409,
  'You are on the list already; we have mailed you your link again',
  'Вы уже в листе ожидания; мы ещё раз прислали вам ссылку',
);
export const productRefused = refusal(
  'waitlist/product-refused',
  422,
  'Nobody can wait for this ticket type',
  'Этот тип билета через лист ожидания не выдаётся',
);
export const partyRefused = refusal(
  'waitlist/party-refused',
  422,
  'An order cannot have so many of these tickets',
  'Столько таких билетов в одном заказе быть не может',
);

/** What does not go with the entry as it stands. */
export const waitingStateRefused = refusal(
  'waitlist/state-refused',
  409,
  'The entry is not in a state that allows this',
  'Состояние записи этого не позволяет',
);
export const noOffer = refusal('waitlist/no-offer', 409, 'There is no offer for you', 'Для вас сейчас нет предложения');
export const offerOver = refusal('waitlist/offer-over', 409, 'The offer has run out', 'Срок предложения истёк');
export const noPlacesToOffer = refusal(
  'waitlist/no-places',
  409,
  'There are not enough free places to offer',
  'Свободных мест для предложения не хватает',
);
