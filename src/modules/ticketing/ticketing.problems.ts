import { refusal } from '../../kernel/problem.js';

export const ticketTypeUnknown = refusal(
  'ticketing/ticket-type-unknown',
  404,
  'There is no such ticket type',
  'Такого типа билета нет',
);
export const quotaUnknown = refusal('ticketing/quota-unknown', 404, 'There is no such quota', 'Такой квоты нет');
export const holdUnknown = refusal('ticketing/hold-unknown', 404, 'There is no such hold', 'Такой брони нет');
export const taxRuleUnknown = refusal('ticketing/tax-rule-unknown', 404, 'There is no such tax', 'Такого налога нет');
export const variationUnknown = refusal(
  'ticketing/variation-unknown',
  404,
  'There is no such variation',
  'Такого варианта нет',
);
export const categoryUnknown = refusal(
  'ticketing/category-unknown',
  404,
  'There is no such category of add-ons',
  'Такой категории дополнений нет',
);
export const feeUnknown = refusal('ticketing/fee-unknown', 404, 'There is no such fee', 'Такого сбора нет');
export const discountUnknown = refusal(
  'ticketing/discount-unknown',
  404,
  'There is no such discount',
  'Такой скидки нет',
);
export const questionUnknown = refusal(
  'ticketing/question-unknown',
  404,
  'There is no such question',
  'Такого вопроса нет',
);

/** What an organiser asked for contradicts what stands. */
export const belowTaken = refusal(
  'ticketing/below-taken',
  409,
  'More places than that are taken already',
  'Занято уже больше мест',
);
export const quotaInUse = refusal(
  'ticketing/quota-in-use',
  409,
  'Ticket types still draw on this quota',
  'Из этой квоты ещё выдаются билеты',
);
export const ticketTypeInUse = refusal(
  'ticketing/ticket-type-in-use',
  409,
  'Tickets of this type exist',
  'Билеты этого типа уже есть',
);
export const taxRuleInUse = refusal(
  'ticketing/tax-rule-in-use',
  409,
  'Ticket types or fees carry this tax',
  'Этот налог стоит на билетах или сборах',
);
export const variationInUse = refusal(
  'ticketing/variation-in-use',
  409,
  'Tickets of this variation exist',
  'Билеты этого варианта уже есть',
);
export const categoryInUse = refusal(
  'ticketing/category-in-use',
  409,
  'Ticket types have or offer this category',
  'Эта категория стоит на типах билетов',
);
export const currencyInUse = refusal(
  'ticketing/currency-in-use',
  409,
  'Something was sold or is held in this currency',
  'В этой валюте уже что-то продано или отложено',
);
export const quotaDrawnTwice = refusal(
  'ticketing/quota-drawn-twice',
  409,
  'A ticket type and its variation must not draw on the same quota',
  'Тип билета и его вариант не могут занимать места одной квоты',
);
export const quotaOpen = refusal('ticketing/quota-open', 409, 'The quota is not closed', 'Квота не закрыта');
export const questionKeyTaken = refusal(
  'ticketing/question-key-taken',
  409,
  'Another question has this key',
  'Этот ключ уже у другого вопроса',
);
export const questionsInconsistent = refusal(
  'ticketing/questions-inconsistent',
  422,
  'The questions would contradict themselves',
  'Вопросы противоречили бы друг другу',
);
export const tooManyQuestions = refusal(
  'ticketing/too-many-questions',
  409,
  'Nobody answers so many questions',
  'На столько вопросов никто не ответит',
);
export const saleEndsBeforeStart = refusal(
  'ticketing/sale-ends-before-start',
  422,
  'The sale must end after it starts',
  'Продажа должна кончаться позже, чем начинается',
);
export const limitsCrossed = refusal(
  'ticketing/limits-crossed',
  422,
  'The most of an order must not be less than its least',
  'Максимум в заказе не может быть меньше минимума',
);

export const validEndsBeforeStart = refusal(
  'ticketing/valid-ends-before-start',
  422,
  'It must end after it starts',
  'Конец должен быть позже начала',
);
export const termsIncomplete = refusal(
  'ticketing/terms-incomplete',
  422,
  'These terms do not fit together',
  'Эти условия не сочетаются',
);
export const categoryMisplaced = refusal(
  'ticketing/category-misplaced',
  422,
  'Add-ons, and only they, are in a category',
  'Категория есть у дополнений и только у них',
);
export const bundleInvalid = refusal(
  'ticketing/bundle-invalid',
  422,
  'What comes with a ticket must be taken as it is: no variations, nothing that comes with it',
  'Включённое в билет не может иметь вариантов и своих включений',
);

/** Why a person gets no ticket. */
export const eventCancelled = refusal(
  'ticketing/event-cancelled',
  409,
  'The event is cancelled',
  'Мероприятие отменено',
);
export const registrationOver = refusal(
  'ticketing/registration-over',
  409,
  'Registration is over',
  'Регистрация закончена',
);
export const registrationNotOpen = refusal(
  'ticketing/registration-not-open',
  409,
  'Registration has not opened',
  'Регистрация ещё не открыта',
);
export const notYetOnSale = refusal(
  'ticketing/not-yet-on-sale',
  409,
  'These tickets are not available yet',
  'Эти билеты пока недоступны',
);
export const saleOver = refusal(
  'ticketing/sale-over',
  409,
  'These tickets are no longer available',
  'Эти билеты больше не выдаются',
);
export const soldOut = refusal('ticketing/sold-out', 409, 'Not enough places are left', 'Свободных мест не хватает');
export const tooFew = refusal(
  'ticketing/too-few',
  422,
  'An order needs more tickets of this type',
  'В заказе должно быть больше таких билетов',
);
export const tooMany = refusal(
  'ticketing/too-many',
  422,
  'An order may not have so many tickets of this type',
  'В заказе не может быть столько таких билетов',
);
export const notOffered = refusal(
  'ticketing/not-offered',
  422,
  'This ticket type is not offered here',
  'Такой тип билета здесь не предлагается',
);
export const answersInvalid = refusal(
  'ticketing/answers-invalid',
  422,
  'Some answers are missing or not valid',
  'Некоторые ответы пропущены или неверны',
);

/** One order for each person and event, so that a double click is not two places. */
export const alreadyRegistered = refusal(
  'registrations/already-registered',
  409,
  'You are already registered; we have mailed you your link again',
  'Вы уже зарегистрированы; мы ещё раз прислали вам ссылку',
);

/** Why a cart has no price. */
export const currencyNotOffered = refusal(
  'ticketing/currency-not-offered',
  422,
  'This is not sold in that currency',
  'За эту валюту это не продаётся',
);
export const priceFixed = refusal(
  'ticketing/price-fixed',
  422,
  'The price of these tickets is not for the buyer to choose',
  'Цену этих билетов покупатель не выбирает',
);
export const priceTooLow = refusal(
  'ticketing/price-too-low',
  422,
  'That is less than these tickets cost at least',
  'Это меньше наименьшей цены этих билетов',
);
export const priceTooHigh = refusal(
  'ticketing/price-too-high',
  422,
  'Together these tickets cost more than one order can',
  'Вместе эти билеты стоят больше, чем возможно в одном заказе',
);

export const holdEnded = refusal(
  'ticketing/hold-ended',
  409,
  'These places are not kept back any more',
  'Эти места больше не придержаны',
);
export const lessHeld = refusal(
  'ticketing/less-held',
  409,
  'Not so many places are kept back there',
  'Столько мест там не придержано',
);

/** What of a cart does not go together. */
export const variationMissing = refusal(
  'ticketing/variation-missing',
  422,
  'One of the variations must be chosen',
  'Нужно выбрать один из вариантов',
);
export const variationNotOffered = refusal(
  'ticketing/variation-not-offered',
  422,
  'This ticket type has no such variation',
  'У этого типа билета нет такого варианта',
);
export const addOnAlone = refusal(
  'ticketing/add-on-alone',
  422,
  'This is only added to a ticket',
  'Это можно только добавить к билету',
);
export const addOnNotOffered = refusal(
  'ticketing/add-on-not-offered',
  422,
  'This cannot be added to the ticket',
  'Это нельзя добавить к такому билету',
);
export const addOnsOutsideLimits = refusal(
  'ticketing/add-ons-outside-limits',
  422,
  'The ticket needs another number of these',
  'К билету нужно другое количество таких дополнений',
);
export const companionMissing = refusal(
  'ticketing/companion-missing',
  422,
  'This ticket is only taken together with another one',
  'Этот билет выдаётся только вместе с другим',
);
export const nameMissing = refusal(
  'ticketing/name-missing',
  422,
  'The name of the attendee is missing',
  'Не указано имя участника',
);

/** What stands against a person. */
export const tooManyForPerson = refusal(
  'ticketing/too-many-for-person',
  409,
  'One person may not have so many tickets of this type',
  'Один человек не может получить столько таких билетов',
);
export const emailUnproven = refusal(
  'ticketing/email-unproven',
  422,
  'Your e-mail address must be confirmed first',
  'Сначала нужно подтвердить адрес электронной почты',
);
export const tooManyHolds = refusal(
  'ticketing/too-many-holds',
  409,
  'You hold enough places already',
  'У вас уже достаточно забронированных мест',
);
