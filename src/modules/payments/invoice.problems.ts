import { refusal } from '../../kernel/problem.js';

export const invoiceUnknown = refusal('payments/invoice-unknown', 404, 'There is no such invoice', 'Такого счёта нет');
export const invoiceIssued = refusal(
  'payments/invoice-issued',
  409,
  'The invoice is issued; the organiser can issue it anew for another address',
  'Счёт уже выставлен; выставить его заново на другой адрес может организатор',
);
