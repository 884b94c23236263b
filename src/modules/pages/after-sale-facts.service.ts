import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { InvoicesService } from '../payments/invoices.service.js';
import { RefundsService } from '../payments/refunds.service.js';
import { ResaleService } from '../registrations/resale.service.js';
import { TransfersService } from '../registrations/transfers.service.js';
import { CatalogueService } from '../ticketing/catalogue.service.js';
import type { AfterSaleFacts } from './order-facts.js';

/** Reads what became of a registration after it was made. */
@Injectable()
export class AfterSaleFactsService {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly catalogues: CatalogueService,
    private readonly refunds: RefundsService,
    private readonly invoices: InvoicesService,
    private readonly transfers: TransfersService,
    private readonly resales: ResaleService,
  ) {}

  async facts(token: string, actor: Actor, ids: { orderId: string; eventId: string }): Promise<AfterSaleFacts> {
    const { settings } = await this.db.read(actor, (tx) => this.catalogues.load(tx, actor, ids.eventId));
    return {
      transfers: (await this.transfers.list(token)).items,
      resales: (await this.resales.list(token)).items,
      refunds: await this.refunds.list(actor, ids.orderId),
      invoices: await this.invoices.mine(token),
      offered: { transfers: settings.transfers, resale: settings.resale },
      wallets: { apple: this.config.applePass !== null, google: this.config.googleWallet !== null },
    };
  }
}
