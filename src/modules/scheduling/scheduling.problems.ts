import { refusal } from '../../kernel/problem.js';

export const roomUnknown = refusal(
  'scheduling/room-unknown',
  404,
  'The event has no such room',
  'У события нет такого зала',
);
export const roomNameTaken = refusal(
  'scheduling/room-name-taken',
  409,
  'The event has a room of this name',
  'Зал с таким названием у события уже есть',
);
export const roomInUse = refusal(
  'scheduling/room-in-use',
  409,
  'Sessions of the agenda are in this room',
  'В этом зале стоят доклады программы',
);
export const sessionUnknown = refusal(
  'scheduling/session-unknown',
  404,
  'The agenda has no such session',
  'В программе нет такого пункта',
);
export const startSkipped = refusal(
  'scheduling/start-skipped',
  422,
  'The clock skips this local time on that day',
  'Такого местного времени в этот день нет: часы его пропускают',
);
export const releaseUnknown = refusal(
  'scheduling/release-unknown',
  404,
  'The agenda has no such release',
  'У программы нет такого выпуска',
);
export const releaseNameTaken = refusal(
  'scheduling/release-name-taken',
  409,
  'The agenda has a release of this name',
  'Выпуск программы с таким названием уже есть',
);
export const nothingToRelease = refusal(
  'scheduling/nothing-to-release',
  409,
  'The draft has no sessions',
  'В черновике программы нет ни одного пункта',
);
export const nothingReleased = refusal(
  'scheduling/nothing-released',
  404,
  'The agenda has not been released',
  'Программа ещё не выпущена',
);
export const roomDoubleBooked = refusal(
  'scheduling/room-double-booked',
  409,
  'Two sessions are in one room at the same time',
  'Два пункта программы стоят в одном зале в одно время',
);
export const personDoubleBooked = refusal(
  'scheduling/person-double-booked',
  409,
  'One person is in two sessions at the same time',
  'Один человек занят в двух пунктах программы одновременно',
);
export const notASchedule = refusal(
  'scheduling/not-a-schedule',
  422,
  'This is no schedule in the frab format',
  'Это не расписание в формате frab',
);
export const rowUnusable = refusal(
  'scheduling/row-unusable',
  422,
  'A session of the schedule cannot be read',
  'Пункт расписания не удаётся прочитать',
);
export const guidRepeated = refusal(
  'scheduling/guid-repeated',
  422,
  'The schedule has this guid twice',
  'Этот guid встречается в расписании дважды',
);
