import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { EventsService } from '../events/events.service.js';
import { AgendaImportDto, type NewAgendaImportDto } from './agenda-import.dto.js';
import { draftSessions, lastNumber, lockAgenda, writeDraft } from './agenda.queries.js';
import { readSchedule } from './frab-reader.js';
import { type ImportPlan, planImport } from './import.rules.js';
import { RoomsService } from './rooms.service.js';

/** Reads an agenda in the frab format into the draft. */
@Injectable()
export class AgendaImportsService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly rooms: RoomsService,
  ) {}

  import(actor: Actor, eventId: string, input: NewAgendaImportDto): Promise<AgendaImportDto> {
    const dryRun = input.dryRun ?? false;
    return this.db.transaction(actor, async (tx) => {
      const event = await this.events.get(tx, actor, eventId);
      const schedule = readSchedule(input.schedule);
      await lockAgenda(tx, eventId);
      const sessions = await draftSessions(tx, actor, eventId);
      const target = {
        timeZone: event.timeZone,
        startsAt: event.startsAt,
        sessions,
        roomNames: (await this.rooms.all(tx, actor, eventId)).map((room) => room.name),
        lastNumber: await lastNumber(tx, actor, eventId),
      };
      const plan = planImport(schedule, target, input.shiftToEvent ?? true);
      const ids = new Map(sessions.map((session) => [session.guid, session.id]));
      for (const [guid, id] of dryRun ? [] : await this.write(tx, actor, eventId, plan)) ids.set(guid, id);
      return AgendaImportDto.of(plan, dryRun, (row) =>
        row.outcome === 'refused' || row.guid === null ? null : (ids.get(row.guid) ?? null),
      );
    });
  }

  private async write(tx: Tx, actor: Actor, eventId: string, plan: ImportPlan): Promise<Map<string, string>> {
    const rooms = await this.rooms.ensure(tx, actor, eventId, plan.rooms);
    const sessions = plan.rows.flatMap(({ session }) => session ?? []);
    return writeDraft(
      tx,
      actor,
      eventId,
      sessions.map(({ roomName, ...session }) => ({
        ...session,
        roomId: roomName === null ? null : (rooms.get(roomName) ?? null),
      })),
    );
  }
}
