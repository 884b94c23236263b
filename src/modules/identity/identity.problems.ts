import { refusal } from '../../kernel/problem.js';

export const wrongCredentials = refusal(
  'identity/wrong-credentials',
  401,
  'The e-mail address or the password is wrong',
  'Неверный адрес почты или пароль',
);
export const organizationChoice = refusal(
  'identity/organization-choice',
  409,
  'You belong to several organisations: say which',
  'Вы состоите в нескольких организациях: укажите, в какую войти',
);
export const objectiveUnknown = refusal(
  'identity/objective-unknown',
  404,
  'There is no such objective',
  'Такой цели нет',
);
export const objectiveCycle = refusal(
  'identity/objective-cycle',
  409,
  'An objective cannot stand under itself',
  'Цель не может подчиняться самой себе',
);
export const objectiveInUse = refusal(
  'identity/objective-in-use',
  409,
  'Events or other objectives stand under this objective',
  'К этой цели относятся мероприятия или другие цели',
);
export const memberUnknown = refusal(
  'identity/member-unknown',
  404,
  'There is no such member',
  'Такого участника команды нет',
);
export const alreadyMember = refusal(
  'identity/already-member',
  409,
  'This person is a member already',
  'Этот человек уже в команде',
);
export const lastOwner = refusal(
  'identity/last-owner',
  409,
  'An organisation keeps at least one owner',
  'В организации должен остаться хотя бы один владелец',
);
export const roleAboveOwn = refusal(
  'identity/role-above-own',
  403,
  'Nobody gives more rights than they have',
  'Нельзя дать прав больше, чем есть у вас',
);
export const keyUnknown = refusal('identity/key-unknown', 404, 'There is no such API key', 'Такого ключа API нет');
export const invitationUsed = refusal(
  'identity/invitation-used',
  409,
  'This invitation has been accepted already',
  'Это приглашение уже принято',
);
