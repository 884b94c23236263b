import { Injectable } from '@nestjs/common';
import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import {
  type CalendarEntry,
  type CalendarPart,
  cancellation,
  feed,
  invitation,
} from '../../platform/calendar/icalendar.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { Links } from '../../platform/links/links.service.js';
import { EventsService } from '../events/events.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { OrdersService } from '../registrations/orders.service.js';
import { eventEntry, orderEntry } from './entries.rules.js';

/** A calendar file to be downloaded. */
export interface CalendarFile {
  /** Without extension. */
  name: string;
  content: string;
}

/** Minutes before the start at which an attendee's device speaks up. */
const alarm = 60;

/** Events and registrations as calendars have them. */
@Injectable()
export class CalendarService {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly links: Links,
    private readonly events: EventsService,
    private readonly orders: OrdersService,
    private readonly organizations: OrganizationsService,
  ) {}

  /**
   * The message that brings an attendee's calendar to what is true now: REQUEST while registration and event stand, CANCEL
   * once either is off. The UID is the registration's for life; the same facts give the same bytes.
   */
  async message(tx: Tx, actor: Actor, orderId: string): Promise<CalendarPart<'REQUEST' | 'CANCEL'>> {
    const { order, entry } = await this.orderEntry(tx, actor, orderId);
    const organization = await this.organizations.get(tx, actor);
    const message = {
      ...entry,
      organizer: { name: organization.name, address: this.config.mailFrom },
      attendee: { name: order.name, address: order.email },
    };
    return entry.status === 'CANCELLED' ? cancellation(message) : invitation({ ...message, alarm });
  }

  /** "Add to calendar" of somebody who registered, by their private link. */
  async orderFile(token: string): Promise<CalendarFile> {
    const { actor, subjectId } = await this.links.visit('order', token);
    return this.db.read(actor, async (tx) => {
      const { event, entry } = await this.orderEntry(tx, actor, subjectId);
      return { name: event.slug, content: feed({ name: entry.title, entries: [entry] }).content };
    });
  }

  /** "Add to calendar" of a public event, for everybody. */
  async eventFile(slug: string, locale: Locale): Promise<CalendarFile> {
    const { actor, eventId } = await this.events.visit(slug);
    return this.db.read(actor, async (tx) => {
      const event = await this.events.getPublic(tx, actor, eventId);
      const entry = eventEntry(event, locale, this.config);
      return { name: event.slug, content: feed({ name: entry.title, entries: [entry] }).content };
    });
  }

  /** The entry of a registration, with what it was made from. */
  async orderEntry(tx: Tx, actor: Actor, orderId: string) {
    const order = await this.orders.get(tx, actor, orderId);
    const event = await this.events.get(tx, actor, order.eventId);
    const entry: CalendarEntry = orderEntry(event, order, this.config);
    return { order, event, entry };
  }
}
