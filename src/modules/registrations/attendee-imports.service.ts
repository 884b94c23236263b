import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { EventsService } from '../events/events.service.js';
import { CatalogueService } from '../ticketing/catalogue.service.js';
import { QuestionsService } from '../ticketing/questions.service.js';
import { StockService, whyEventIsShut } from '../ticketing/stock.service.js';
import { ticketTypeUnknown } from '../ticketing/ticketing.problems.js';
import { answersFrom, personFrom } from './attendee.rules.js';
import { AttendeeImportDto, type ImportAttendeesDto } from './attendee-import.dto.js';
import {
  type AttendeeImport,
  type ImportRow,
  findImport,
  insertImport,
  insertRows,
  settleRows,
  waitingRows,
} from './attendee-imports.queries.js';
import { ImportedPlaces } from './imported-places.js';
import { type PersonRow, readPeople } from './people-csv.js';
import { type AttendeesWaiting, attendeesWaiting } from './registrations.messages.js';
import { importUnknown, typeNotPossible } from './registrations.problems.js';

/** Rows that are dealt with in one transaction: so long others wait for places. */
const chunk = 200;

/**
 * Registers people from a table, for nothing. What was sent is judged at once, row by row; then places are given chunk by
 * chunk, and what is interrupted goes on. The same file for the same type is the same import.
 */
@Injectable()
export class AttendeeImportsService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly events: EventsService,
    private readonly catalogue: CatalogueService,
    private readonly questions: QuestionsService,
    private readonly places: ImportedPlaces,
    private readonly stock: StockService,
  ) {}

  onModuleInit(): void {
    this.jobs.on<AttendeesWaiting['data']>('attendees.waiting', 'attendee-imports', async (tx, actor, told) => {
      await this.goOn(tx, actor, told);
    });
  }

  start(
    actor: Actor,
    eventId: string,
    { ticketTypeId, variationId, csv, locale }: ImportAttendeesDto,
  ): Promise<AttendeeImportDto> {
    const people = readPeople(csv);
    const product = { ticketTypeId, variationId: variationId ?? null };
    const contentHash = createHash('sha256')
      .update(JSON.stringify([product, csv]))
      .digest();
    return this.db.transaction(actor, async (tx) => {
      await this.requireProduct(tx, actor, eventId, product);
      const { id, fresh } = await insertImport(tx, actor, { eventId, ...product, locale, contentHash });
      if (fresh) {
        await insertRows(tx, actor, id, await this.judged(tx, actor, eventId, people));
        await this.goOn(tx, actor, { importId: id, eventId });
      }
      return AttendeeImportDto.of(await this.get(tx, actor, eventId, id));
    });
  }

  show(actor: Actor, eventId: string, importId: string): Promise<AttendeeImportDto> {
    return this.db.read(actor, async (tx) => AttendeeImportDto.of(await this.get(tx, actor, eventId, importId)));
  }

  /** Deals with the next rows; where more wait, that is another job. */
  private async goOn(tx: Tx, actor: Actor, { importId, eventId }: AttendeesWaiting['data']): Promise<void> {
    const { ticketTypeId, variationId, locale } = await this.get(tx, actor, eventId, importId);
    const rows = await waitingRows(tx, actor, importId, chunk);
    if (rows.length === 0) return;
    const settled = await this.places.give(
      tx,
      actor,
      { eventId, product: { ticketTypeId, variationId }, locale },
      rows,
    );
    await settleRows(tx, actor, importId, settled);
    if (rows.length === chunk) await this.jobs.publish(tx, actor, [attendeesWaiting(importId, eventId)]);
  }

  private async judged(tx: Tx, actor: Actor, eventId: string, people: readonly PersonRow[]): Promise<ImportRow[]> {
    const asked = await this.questions.ofAttendees(tx, actor, eventId);
    const given = people.map(({ others }) => answersFrom(others, asked));
    const form = { answers: {}, tickets: given.map((answers) => ({ answers })) };
    const { ticketAnswers, faults } = await this.questions.judge(tx, actor, eventId, form);
    const known = new Set<string>();
    return people.map((person, index): ImportRow => {
      const sent = given[index] ?? {};
      // What was not answered is left for the person; what was answered must be an answer.
      const wrong = faults.find(({ pointer }) =>
        Object.keys(sent).some((key) => pointer === `/tickets/${index}/answers/${key}`),
      );
      const read = personFrom(person);
      const at = { row: person.row, line: person.line, orderId: null };
      const none = { name: null, email: null, answers: {} };
      if ('fault' in read) return { ...at, ...none, state: 'refused', code: read.fault, detail: null };
      if (wrong) return { ...at, ...none, state: 'refused', code: 'answers-invalid', detail: wrong.detail };
      const repeated = read.email !== null && known.has(read.email);
      if (read.email !== null) known.add(read.email);
      if (repeated) return { ...at, ...none, state: 'skipped', code: 'email-repeated', detail: null };
      return { ...at, ...read, state: 'waiting', answers: { ...ticketAnswers[index] }, code: null, detail: null };
    });
  }

  private async requireProduct(
    tx: Tx,
    actor: Actor,
    eventId: string,
    { ticketTypeId, variationId }: { ticketTypeId: string; variationId: string | null },
  ): Promise<void> {
    const event = await this.events.get(tx, actor, eventId);
    // Before an event is published its organisers may write down who comes.
    const problem = event.status === 'draft' ? null : whyEventIsShut(event, await this.stock.now(tx));
    if (problem) throw problem;
    const type = (await this.catalogue.load(tx, actor, eventId)).types.get(ticketTypeId);
    if (!type) throw ticketTypeUnknown();
    const chosen =
      type.variations.length === 0 ? variationId === null : type.variations.some(({ id }) => id === variationId);
    if (!chosen || type.parts.length > 0) throw typeNotPossible();
  }

  private async get(tx: Tx, actor: Actor, eventId: string, importId: string): Promise<AttendeeImport> {
    const found = await findImport(tx, actor, eventId, importId);
    if (!found) throw importUnknown();
    return found;
  }
}
