import { refusal } from '../../kernel/problem.js';

export const scanReused = refusal(
  'checkin/scan-reused',
  409,
  'This clientScanId was used for another scan',
  'Этот clientScanId уже использован для другого сканирования',
);
