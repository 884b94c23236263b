import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { EventsService } from '../events/events.service.js';
import { CancellationTermsDto, type ChangeSaleSettingsDto, SaleSettingsDto } from './sale-settings.dto.js';
import { currenciesInUse, settingsOf, writeSettings } from './sale-settings.queries.js';
import { StockService } from './stock.service.js';
import { changed } from './terms-table.js';
import { currencyInUse } from './ticketing.problems.js';

/** How an event sells: currencies, rounding, deadlines, and what it allows. */
@Injectable()
export class SaleSettingsService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly stock: StockService,
  ) {}

  show(actor: Actor, eventId: string): Promise<SaleSettingsDto> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return this.read(tx, actor, eventId);
    });
  }

  change(actor: Actor, eventId: string, version: number, input: ChangeSaleSettingsDto): Promise<SaleSettingsDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      // Nobody takes anything meanwhile in a currency that is about to go.
      await this.stock.lock(tx, actor, eventId);
      const { settings: before } = await settingsOf(tx, actor, eventId);
      const { cancellationPolicy: policy, ...rest } = input;
      const settings = changed(before, {
        ...rest,
        cancellationPolicy: policy && CancellationTermsDto.toPolicy(policy),
      });
      const gone = before.currencies.filter((currency) => !settings.currencies.includes(currency));
      if (gone.length > 0) await this.requireUnused(tx, actor, eventId, gone);
      if ((await writeSettings(tx, actor, { eventId, version }, settings)) === 0) throw versionConflict();
      return this.read(tx, actor, eventId);
    });
  }

  private async requireUnused(tx: Tx, actor: Actor, eventId: string, gone: readonly string[]): Promise<void> {
    const used = (await currenciesInUse(tx, actor, eventId)).filter((currency) => gone.includes(currency));
    if (used.length > 0) throw currencyInUse({ pointer: '/currencies', currencies: used });
  }

  private async read(tx: Tx, actor: Actor, eventId: string): Promise<SaleSettingsDto> {
    const { settings, version } = await settingsOf(tx, actor, eventId);
    return SaleSettingsDto.of(settings, eventId, version);
  }
}
