import { Injectable } from '@nestjs/common';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { EventsService } from '../events/events.service.js';
import { CatalogueService } from '../ticketing/catalogue.service.js';
import { HoldsService } from '../ticketing/holds.service.js';
import { StockService } from '../ticketing/stock.service.js';

/** What whoever changes an order after its sale asks and tells: the event, what it sells, its places, the news. */
@Injectable()
export class SaleContext {
  constructor(
    readonly events: EventsService,
    readonly catalogue: CatalogueService,
    readonly stock: StockService,
    readonly holds: HoldsService,
    readonly jobs: Jobs,
  ) {}
}
