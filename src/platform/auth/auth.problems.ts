import { refusal } from '../../kernel/problem.js';

export const unauthenticated = refusal(
  'auth/unauthenticated',
  401,
  'Sign in or send an API key',
  'Войдите или пришлите ключ API',
);
export const forbidden = refusal(
  'auth/forbidden',
  403,
  'This needs a permission that you do not have',
  'На это нужны права, которых у вас нет',
);
export const routeClosed = refusal(
  'auth/route-closed',
  403,
  'This route is not open to anybody',
  'Этот маршрут закрыт для всех',
);
