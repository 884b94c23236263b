import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { HoldDto } from '../ticketing/hold.dto.js';
import { type Hold, HoldsService } from '../ticketing/holds.service.js';
import type { Catalogue } from '../ticketing/stock.service.js';

/** What whoever holds places has in hand: the token and the address where they go on. */
@Injectable()
export class HoldPapers {
  constructor(
    private readonly config: Config,
    private readonly holds: HoldsService,
  ) {}

  of(hold: Hold, catalogue: Catalogue): HoldDto {
    const token = this.holds.tokenOf(hold.id);
    return HoldDto.of(hold, catalogue, { token, url: `${this.config.publicUrl}/h/${token}` });
  }
}
