import { Injectable } from '@nestjs/common';
import type { PaymentProvider, ProviderName } from './payment-provider.js';

/** The ways to pay that there are; each adapter adds itself in `onModuleInit`. */
@Injectable()
export class Providers {
  private readonly all = new Map<ProviderName, PaymentProvider>();

  add(provider: PaymentProvider): void {
    if (this.all.has(provider.provider)) throw new Error(`${provider.provider} is there already`);
    this.all.set(provider.provider, provider);
  }

  of(name: ProviderName): PaymentProvider {
    const provider = this.all.get(name);
    if (!provider) throw new Error(`There is no adapter for ${name}`);
    return provider;
  }
}
