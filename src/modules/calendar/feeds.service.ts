import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { type CalendarEntry, feed } from '../../platform/calendar/icalendar.js';
import { Clock } from '../../platform/clock.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { Links } from '../../platform/links/links.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { feedUnknown } from './calendar.problems.js';
import { CalendarService } from './calendar.service.js';
import { rowEntry } from './entries.rules.js';
import { type CalendarFeedDto, type FeedRow, NewlyMadeCalendarFeedDto } from './feed.dto.js';
import {
  deleteFeed,
  entriesAfter,
  findFeed,
  findOrderFeed,
  insertOrganizerFeed,
  isMember,
  orderFeed,
  pageOfFeeds,
} from './feeds.queries.js';

/** What a subscriber gets, and how to tell next time whether it changed. */
export interface FeedFile {
  content: string;
  /** A strong ETag (RFC 9110, section 8.8.3), with its quotes. */
  etag: string;
  lastModified: Date;
}

/** How long past entries stay in an organisation's feed. */
const keptForMs = 365 * 86_400_000;

/** Calendars to subscribe to, each by an address of its own that can be revoked. */
@Injectable()
export class FeedsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly links: Links,
    private readonly organizations: OrganizationsService,
    private readonly calendar: CalendarService,
  ) {}

  create(actor: Actor): Promise<NewlyMadeCalendarFeedDto> {
    return this.db.transaction(actor, async (tx) =>
      this.issue(tx, actor, await insertOrganizerFeed(tx, actor, personOf(actor))),
    );
  }

  /** Everybody sees their own feeds; who looks after the organisation sees all. */
  list(actor: Actor, query: PageQuery): Promise<Page<CalendarFeedDto>> {
    const whose = mayAll(actor) ? null : personOf(actor);
    return this.db.read(actor, (tx) => pageOfFeeds(tx, actor, whose, query));
  }

  /** The address stops working at once. */
  remove(actor: Actor, feedId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      const row = await findFeed(tx, actor, feedId);
      if (row?.kind !== 'organizer' || (!mayAll(actor) && row.user_id !== personOf(actor))) throw feedUnknown();
      await this.revoke(tx, actor, row);
    });
  }

  /** The feed of a registration; asking again gives the same one. */
  async createForOrder(token: string, claim?: IdempotencyClaim): Promise<NewlyMadeCalendarFeedDto> {
    const { actor, subjectId } = await this.links.visit('order', token, claim);
    return this.db.transaction(actor, async (tx) => this.issue(tx, actor, await orderFeed(tx, actor, subjectId)));
  }

  async removeForOrder(token: string): Promise<void> {
    const { actor, subjectId } = await this.links.visit('order', token);
    await this.db.transaction(actor, async (tx) => {
      const row = await findOrderFeed(tx, actor, subjectId);
      if (!row) throw feedUnknown();
      await this.revoke(tx, actor, row);
    });
  }

  /** What the address shows now. */
  async read(token: string): Promise<FeedFile> {
    const { actor, subjectId } = await this.links.visit('feed', token);
    return this.db.read(actor, async (tx) => {
      const row = await findFeed(tx, actor, subjectId);
      if (!row) throw linkUnknown();
      const { name, entries } = await this.entriesOf(tx, actor, row);
      const { content } = feed({ name, entries });
      const newest = entries.reduce((latest, entry) => (entry.stamp > latest ? entry.stamp : latest), row.created_at);
      return { content, etag: `"${createHash('sha256').update(content).digest('base64url')}"`, lastModified: newest };
    });
  }

  private async entriesOf(tx: Tx, actor: Actor, row: FeedRow): Promise<{ name: string; entries: CalendarEntry[] }> {
    if (row.order_id !== null) {
      const { entry } = await this.calendar.orderEntry(tx, actor, row.order_id);
      return { name: entry.title, entries: [entry] };
    }
    if (row.user_id === null || !(await isMember(tx, actor, row.user_id))) throw linkUnknown();
    const organization = await this.organizations.get(tx, actor);
    const found = await entriesAfter(tx, actor, new Date(this.clock.now().getTime() - keptForMs));
    return {
      name: organization.name,
      entries: found.map((entry) => rowEntry(entry, organization.locale, this.config)),
    };
  }

  private async issue(tx: Tx, actor: Actor, row: FeedRow): Promise<NewlyMadeCalendarFeedDto> {
    await this.links.issue(tx, actor, 'feed', [row.id]);
    return NewlyMadeCalendarFeedDto.withUrl(
      row,
      `${this.config.publicUrl}/feeds/${this.links.token('feed', row.id)}.ics`,
    );
  }

  private async revoke(tx: Tx, actor: Actor, row: FeedRow): Promise<void> {
    await this.links.revoke(tx, actor, 'feed', row.id);
    await deleteFeed(tx, actor, row.id);
  }
}

const mayAll = (actor: Actor): boolean => actor.permissions.has('organization:write');

function personOf(actor: Actor): string {
  if (actor.personId === null) throw new Error('A member or key has a person behind');
  return actor.personId;
}
