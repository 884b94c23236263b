import { describe, expect, it } from '@jest/globals';
import { type Transfer, transferCode } from './bank-qr.rules.js';

const transfer: Transfer = {
  holder: 'Data Evenings e. V.',
  account: 'DE89370400440532013000',
  bic: 'COBADEFFXXX',
  bank: 'Commerzbank',
  correspondentAccount: '',
  taxId: '',
  amount: 1205,
  currency: 'EUR',
  reference: 'RF187K3M9QXT00001',
  purpose: 'Data | evening\n7K3M9QXT',
};

describe('the code for banking apps', () => {
  it('is EPC069-12 for euros', () => {
    expect(transferCode(transfer)).toBe(
      'BCD\n002\n1\nSCT\nCOBADEFFXXX\nData Evenings e. V.\nDE89370400440532013000\nEUR12.05\n\nRF187K3M9QXT00001',
    );
  });

  it('is ГОСТ Р 56042-2014 for roubles, and no text breaks out of its field', () => {
    const rouble = {
      ...transfer,
      currency: 'RUB',
      account: '40703810000000000001',
      bic: '044525225',
      taxId: '7707083893',
    };
    expect(transferCode({ ...rouble, holder: 'АНО «Вечера»|Sum=1' })).toBe(
      'ST00012|Name=АНО «Вечера» Sum=1|PersonalAcc=40703810000000000001|BankName=Commerzbank|BIC=044525225|CorrespAcc=0|Sum=1205|Purpose=RF187K3M9QXT00001 Data evening 7K3M9QXT|PayeeINN=7707083893',
    );
  });

  it('is none where no standard fits', () => {
    expect(transferCode({ ...transfer, currency: 'USD' })).toBeNull();
    expect(transferCode({ ...transfer, currency: 'RUB' })).toBeNull();
    expect(transferCode({ ...transfer, account: '12345678' })).toBeNull();
  });
});
