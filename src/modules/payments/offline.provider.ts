import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { PaymentProvider, ProviderName, StartedPayment } from './payment-provider.js';
import { Providers } from './providers.js';

const nobody = (): never => {
  throw new Error('There is nobody to ask');
};

/** A way to pay behind which no program stands: people write down what came and what was given back. */
const offline = (provider: ProviderName): PaymentProvider => ({
  provider,
  online: false,
  start: async (): Promise<StartedPayment> => ({ ref: null, redirectUrl: null, instructions: null, reference: null }),
  ask: nobody,
  cancel: nobody,
  refund: nobody,
  readNotification: nobody,
});

/** What costs nothing in the end, and the box office. */
@Injectable()
export class OfflineProviders implements OnModuleInit {
  constructor(private readonly providers: Providers) {}

  onModuleInit(): void {
    this.providers.add(offline('free'));
    this.providers.add(offline('cash'));
  }
}
