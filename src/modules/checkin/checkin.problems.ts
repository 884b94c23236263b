import { refusal } from '../../kernel/problem.js';

export const scanReused = refusal(
  'checkin/scan-reused',
  409,
  'This clientScanId was used for another scan',
  'Этот clientScanId уже использован для другого сканирования',
);
export const listUnknown = refusal(
  'checkin/list-unknown',
  404,
  'There is no such check-in list',
  'Такого списка прохода нет',
);
export const listNeeded = refusal(
  'checkin/list-needed',
  422,
  'The event has several check-in lists: say which one',
  'У мероприятия несколько списков прохода: укажите нужный',
);
export const listInUse = refusal(
  'checkin/list-in-use',
  409,
  'Somebody was scanned on this check-in list',
  'По этому списку прохода уже сканировали билеты',
);
export const listTimesWrong = refusal(
  'checkin/list-times-wrong',
  422,
  'A check-in list closes after it opens',
  'Список прохода закрывается после открытия',
);
export const listProductsUnknown = refusal(
  'checkin/list-products-unknown',
  422,
  'The event has no such ticket type or variation',
  'У мероприятия нет такого типа или варианта билета',
);
export const notFree = refusal(
  'checkin/not-free',
  422,
  'This ticket costs something: say how it was paid',
  'Этот билет не бесплатный: укажите, как за него заплатили',
);
export const scanUnknown = refusal('checkin/scan-unknown', 404, 'There is no such scan', 'Такого сканирования нет');
export const scanNotReversible = refusal(
  'checkin/scan-not-reversible',
  409,
  'Only a scan that let somebody in or out is reverted, and once',
  'Отменить можно только сканирование входа или выхода, и один раз',
);
