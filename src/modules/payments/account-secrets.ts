import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';

/** Secrets of accounts as they lie in the database: AES-256-GCM under a key derived from the application's, bound to their row. */
@Injectable()
export class AccountSecrets {
  /** Says under which key something was sealed, and nothing about the key. */
  readonly keyId: string;
  private readonly key: Buffer;

  constructor(config: Config) {
    this.key = Buffer.from(hkdfSync('sha256', config.appSecret, '', 'payment-accounts', 32));
    this.keyId = createHash('sha256').update('key id|').update(this.key).digest('hex').slice(0, 16);
  }

  seal(accountId: string, secrets: Readonly<Record<string, string>>): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(accountId));
    const text = Buffer.concat([cipher.update(JSON.stringify(secrets)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]);
  }

  open(accountId: string, sealed: Buffer, keyId: string): Record<string, string> {
    if (keyId !== this.keyId)
      throw new Error('The secrets of a payment account are sealed under another APP_SECRET; enter them again');
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, 12)).setAAD(Buffer.from(accountId));
    decipher.setAuthTag(sealed.subarray(12, 28));
    const text = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString();
    return JSON.parse(text) as Record<string, string>;
  }
}
