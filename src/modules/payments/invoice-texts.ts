import type { Locale } from '../../kernel/text.js';

/** The words on invoices. */
export interface InvoiceWords {
  invoice: string;
  creditNote: string;
  number: string;
  date: string;
  order: string;
  refersTo: string;
  seller: string;
  buyer: string;
  taxNumber: string;
  event: string;
  what: string;
  quantity: string;
  unit: string;
  rate: string;
  amount: string;
  net: string;
  tax: string;
  withoutTax: string;
  total: string;
  credited: string;
  fee: string;
  retained: string;
  page: string;
}

export const invoiceWords: Readonly<Record<Locale, InvoiceWords>> = {
  en: {
    invoice: 'Invoice',
    creditNote: 'Credit note',
    number: 'Number',
    date: 'Date',
    order: 'Order',
    refersTo: 'For invoice',
    seller: 'From',
    buyer: 'To',
    taxNumber: 'Tax number',
    event: 'Event',
    what: 'Description',
    quantity: 'Qty',
    unit: 'Price',
    rate: 'Tax',
    amount: 'Amount',
    net: 'Net',
    tax: 'Tax',
    withoutTax: 'without tax',
    total: 'Total',
    credited: 'Total credited',
    fee: 'Fee',
    retained: 'Kept after cancellation',
    page: 'Page',
  },
  ru: {
    invoice: 'Счёт',
    creditNote: 'Корректировочный счёт (возврат)',
    number: 'Номер',
    date: 'Дата',
    order: 'Заказ',
    refersTo: 'К счёту',
    seller: 'Продавец',
    buyer: 'Покупатель',
    taxNumber: 'ИНН / налоговый номер',
    event: 'Мероприятие',
    what: 'Наименование',
    quantity: 'Кол-во',
    unit: 'Цена',
    rate: 'Налог',
    amount: 'Сумма',
    net: 'Без налога',
    tax: 'Налог',
    withoutTax: 'без налога',
    total: 'Итого',
    credited: 'Итого к возврату',
    fee: 'Сбор',
    retained: 'Удержано при отмене',
    page: 'Страница',
  },
};
