import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { EventsService } from '../events/events.service.js';
import {
  AddOnCategoryDto,
  type AddOnCategoryTerms,
  type ChangeAddOnCategoryDto,
  type NewAddOnCategoryDto,
} from './add-on-category.dto.js';
import { type Row, TermsTable, changed } from './terms-table.js';
import { categoryInUse, categoryUnknown } from './ticketing.problems.js';

const addOnCategories = new TermsTable<AddOnCategoryTerms>('add_on_categories', { name: 'name' });

/** What add-ons are sorted into, so that a ticket may have one T-shirt and two workshops. */
@Injectable()
export class AddOnCategoriesService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
  ) {}

  create(actor: Actor, eventId: string, input: NewAddOnCategoryDto): Promise<AddOnCategoryDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const terms = { name: input.name };
      return AddOnCategoryDto.of(await this.find(tx, actor, await addOnCategories.insert(tx, actor, eventId, terms)));
    });
  }

  list(actor: Actor, eventId: string, query: PageQuery): Promise<Page<AddOnCategoryDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return addOnCategories.page(
        tx,
        actor,
        { query, where: 't.event_id = $2', params: [eventId] },
        AddOnCategoryDto.of,
      );
    });
  }

  show(actor: Actor, categoryId: string): Promise<AddOnCategoryDto> {
    return this.db.read(actor, async (tx) => AddOnCategoryDto.of(await this.find(tx, actor, categoryId)));
  }

  change(actor: Actor, categoryId: string, version: number, input: ChangeAddOnCategoryDto): Promise<AddOnCategoryDto> {
    return this.db.transaction(actor, async (tx) => {
      const { eventId: _, ...before } = await this.find(tx, actor, categoryId);
      const terms = changed(before, input);
      if ((await addOnCategories.update(tx, actor, { id: categoryId, version }, terms)) === 0) throw versionConflict();
      return AddOnCategoryDto.of(await this.find(tx, actor, categoryId));
    });
  }

  delete(actor: Actor, categoryId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      await this.find(tx, actor, categoryId);
      if (!(await addOnCategories.remove(tx, actor, categoryId))) throw categoryInUse();
    });
  }

  private async find(tx: Tx, actor: Actor, categoryId: string): Promise<Row<AddOnCategoryTerms>> {
    const found = await addOnCategories.find(tx, actor, categoryId);
    if (!found) throw categoryUnknown();
    return found;
  }
}
