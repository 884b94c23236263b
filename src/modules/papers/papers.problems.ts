import { refusal } from '../../kernel/problem.js';

export const walletNotConfigured = refusal(
  'papers/wallet-not-configured',
  404,
  'Passes for this wallet are not offered here',
  'Карты для этого кошелька здесь не выдаются',
);
export const ticketVoid = refusal(
  'papers/ticket-void',
  409,
  'The ticket does not admit, so there is no paper of it',
  'Билет не даёт права прохода, поэтому его нельзя распечатать',
);
