import { Injectable, type OnModuleInit } from '@nestjs/common';
import { minorDigits } from '../../kernel/money.js';
import { transferCode } from './bank-qr.rules.js';
import { bankReference, readableReference } from './bank-reference.rules.js';
import type { PaymentIntent, PaymentProvider, ProviderAccount, StartedPayment } from './payment-provider.js';
import { Providers } from './providers.js';

const nobody = (): never => {
  throw new Error('There is nobody to ask: what came stands on the statement');
};

/** A transfer to the organisation's own account. What came is read from the statements of the bank. */
@Injectable()
export class BankTransferProvider implements PaymentProvider, OnModuleInit {
  readonly provider = 'bank-transfer';
  readonly online = false;
  readonly ask = nobody;
  readonly cancel = nobody;
  readonly refund = nobody;
  readonly readNotification = nobody;

  constructor(private readonly providers: Providers) {}

  onModuleInit(): void {
    this.providers.add(this);
  }

  async start(account: ProviderAccount | null, intent: PaymentIntent): Promise<StartedPayment> {
    const reference = bankReference(intent.orderCode, intent.paymentId);
    return { ref: null, redirectUrl: null, reference, instructions: instructionsOf(account, intent, reference) };
  }
}

/** What the payer needs, by name; what the account does not have is left out. */
function instructionsOf(
  account: ProviderAccount | null,
  intent: PaymentIntent,
  reference: string,
): Record<string, string> {
  const setting = (name: string): string => {
    const value = account?.settings[name];
    return typeof value === 'string' ? value : '';
  };
  const { amount, currency } = intent.money;
  const { description: purpose } = intent;
  const [holder, iban, bic, bank, taxId, correspondentAccount] = [
    setting('holder'),
    setting('iban'),
    setting('bic'),
    setting('bank'),
    setting('taxId'),
    setting('correspondentAccount'),
  ];
  const transfer = {
    holder,
    account: iban,
    bic,
    bank,
    taxId,
    correspondentAccount,
    amount,
    currency,
    reference,
    purpose,
  };
  const all = {
    holder,
    iban,
    bic,
    bank,
    taxId,
    correspondentAccount,
    amount: `${decimal(amount, minorDigits(currency))} ${currency}`,
    reference: readableReference(reference),
    purpose,
    qr: transferCode(transfer) ?? '',
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

function decimal(amount: number, digits: number): string {
  const text = String(amount).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
