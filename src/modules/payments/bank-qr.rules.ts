/** What a transfer needs. `amount` in minor units of the currency, which has two decimal digits. */
export interface Transfer {
  holder: string;
  account: string;
  bic: string;
  bank: string;
  correspondentAccount: string;
  taxId: string;
  amount: number;
  currency: string;
  reference: string;
  /** For people: what it is for. */
  purpose: string;
}

const iban = /^[A-Z]{2}\d{2}[0-9A-Z]{11,30}$/;

/** What a code for banking apps holds: euros to an IBAN, roubles to an account in Russia; null for other transfers. */
export function transferCode(transfer: Transfer): string | null {
  if (transfer.currency === 'EUR' && iban.test(transfer.account)) return epcCode(transfer);
  if (transfer.currency === 'RUB' && /^\d{20}$/.test(transfer.account)) return russianCode(transfer);
  return null;
}

/** EPC069-12, version 2, UTF-8: a SEPA credit transfer with a structured reference. */
function epcCode({ holder, account, bic, amount, reference }: Transfer): string {
  const lines = ['BCD', '002', '1', 'SCT', bic, plain(holder, 70), account, `EUR${decimal(amount)}`, '', reference];
  return lines.join('\n');
}

/** ГОСТ Р 56042-2014, UTF-8. The reference stands in the purpose, there is no other place for it. */
function russianCode(transfer: Transfer): string {
  const fields: [string, string][] = [
    ['Name', plain(transfer.holder, 160)],
    ['PersonalAcc', transfer.account],
    ['BankName', plain(transfer.bank, 45)],
    ['BIC', transfer.bic],
    ['CorrespAcc', transfer.correspondentAccount || '0'],
    ['Sum', String(transfer.amount)],
    ['Purpose', plain(`${transfer.reference} ${transfer.purpose}`, 210)],
    ['PayeeINN', transfer.taxId],
  ];
  return ['ST00012', ...fields.filter(([, value]) => value !== '').map(([name, value]) => `${name}=${value}`)].join(
    '|',
  );
}

/** Without what separates fields and lines in the codes. */
const plain = (text: string, length: number): string =>
  text
    .replaceAll(/[|\p{Cc}]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, length);

const decimal = (amount: number): string => `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
