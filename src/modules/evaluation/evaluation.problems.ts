import { refusal } from '../../kernel/problem.js';

export const snapshotUnknown = refusal(
  'evaluation/snapshot-unknown',
  404,
  'There is no such snapshot',
  'Такого снимка оценки нет',
);
export const reportLinkUnknown = refusal(
  'evaluation/report-link-unknown',
  404,
  'There is no such report link',
  'Такой ссылки на отчёт нет',
);
