import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { readCsv } from './contact-csv.js';
import { ContactImportDto, type ImportContactsDto, type ImportedRow } from './contact-import.dto.js';
import { type ImportedContact, type JudgedRow, judgeRows, readHeader } from './contact-import.rules.js';
import { findKnown, insertNew, updateKnown, writeAttendances } from './contact-imports.queries.js';
import { type KnownContact, changesNothing, merge } from './contact-merge.rules.js';
import { type ConsentEntry, insertConsents } from './contacts.queries.js';

@Injectable()
export class ContactImportsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Judges each row by itself, then writes all acceptable ones together with a handful of statements. */
  import(actor: Actor, input: ImportContactsDto): Promise<ContactImportDto> {
    const { csv, dryRun, mapping = {}, consentTextVersion = null } = input;
    const file = readCsv(csv);
    const columns = readHeader(file.header, mapping);
    const judged = judgeRows(file.records, columns);
    const head = {
      dryRun,
      delimiter: file.delimiter,
      columns: file.header.map((header, index) => ({ header, column: columns[index] ?? null })),
    };
    // A dry run reads: the database itself would refuse a write.
    if (dryRun)
      return this.db.read(actor, async (tx) => ContactImportDto.of(head, await this.foresee(tx, actor, judged)));
    return this.db.transaction(actor, async (tx) =>
      ContactImportDto.of(head, await this.write(tx, actor, judged, consentTextVersion)),
    );
  }

  private async foresee(tx: Tx, actor: Actor, judged: readonly JudgedRow[]): Promise<ImportedRow[]> {
    const known = await findKnown(
      tx,
      actor,
      accepted(judged).map((contact) => contact.email),
      '',
    );
    return judged.map((row) => outcomeOf(row, known, new Map()));
  }

  /** New contacts first: what cannot be inserted is known, so nothing can slip in between reading and writing. */
  private async write(
    tx: Tx,
    actor: Actor,
    judged: readonly JudgedRow[],
    textVersion: string | null,
  ): Promise<ImportedRow[]> {
    const contacts = accepted(judged);
    const created = await insertNew(tx, actor, contacts);
    const known = await findKnown(
      tx,
      actor,
      contacts.map((contact) => contact.email).filter((email) => !created.has(email)),
      'for update',
    );
    const changes = contacts.flatMap((row) => {
      const contact = known.get(row.email);
      const merged = contact && merge(contact, row);
      return merged && !changesNothing(merged) ? [{ contact, merged }] : [];
    });
    const gains = [
      ...contacts.flatMap((row) => {
        const contactId = created.get(row.email);
        return contactId === undefined ? [] : [{ contactId, granted: row.purposes, attended: row.attended }];
      }),
      ...changes.map(({ contact, merged }) => ({
        contactId: contact.id,
        granted: merged.granted,
        attended: merged.attended,
      })),
    ];
    const occurredAt = this.clock.now();
    const consents = gains.flatMap(({ contactId, granted }) =>
      granted.map((purpose): ConsentEntry => ({
        contactId,
        purpose,
        decision: 'granted',
        textVersion,
        channel: 'import',
        occurredAt,
      })),
    );
    await updateKnown(tx, actor, changes);
    await insertConsents(tx, actor, consents);
    await writeAttendances(
      tx,
      actor,
      gains.flatMap(({ contactId, attended }) =>
        attended.map((entry) => ({ ...entry, contactId, eventId: null, source: 'import' as const })),
      ),
    );
    return judged.map((row) => outcomeOf(row, known, created));
  }
}

const accepted = (judged: readonly JudgedRow[]): ImportedContact[] =>
  judged.flatMap(({ contact }) => (contact ? [contact] : []));

function outcomeOf(
  { row, line, contact, problems }: JudgedRow,
  known: ReadonlyMap<string, KnownContact>,
  created: ReadonlyMap<string, string>,
): ImportedRow {
  if (!contact) return { row, line, outcome: 'rejected', contactId: null, problems };
  const before = known.get(contact.email);
  if (!before) return { row, line, outcome: 'created', contactId: created.get(contact.email) ?? null, problems };
  const merged = merge(before, contact);
  return {
    row,
    line,
    outcome: changesNothing(merged) ? 'unchanged' : 'updated',
    contactId: before.id,
    problems: merged.notes,
  };
}
