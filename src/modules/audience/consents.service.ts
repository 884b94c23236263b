import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { decidedInFuture } from './audience.problems.js';
import { AttendanceDto, type AttendanceRow, ConsentDto, type ConsentRow, type NewConsentDto } from './consent.dto.js';
import { ContactDto } from './contact.dto.js';
import { findContact, insertConsents, touchContacts } from './contacts.queries.js';

@Injectable()
export class ConsentsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Writes down what a person decided; answers with the contact and where it stands now. */
  record(actor: Actor, contactId: string, input: NewConsentDto): Promise<ContactDto> {
    const now = this.clock.now();
    const occurredAt = input.occurredAt ?? now;
    if (occurredAt > now) throw decidedInFuture({ pointer: '/occurredAt' });
    return this.db.transaction(actor, async (tx) => {
      await findContact(tx, actor, contactId);
      const { purpose, decision, textVersion = null, channel } = input;
      await insertConsents(tx, actor, [{ contactId, purpose, decision, textVersion, channel, occurredAt }]);
      await touchContacts(tx, actor, [contactId]);
      return ContactDto.of(await findContact(tx, actor, contactId));
    });
  }

  list(actor: Actor, contactId: string, query: PageQuery): Promise<Page<ConsentDto>> {
    const from = '(select *, created_at as updated_at from consents)';
    const listing = { from, select: 't.*', where: 't.contact_id = $2', params: [actor.organizationId, contactId] };
    return this.db.read(actor, async (tx) => {
      await findContact(tx, actor, contactId);
      return readPage<ConsentRow, ConsentDto>(tx, listing, query, ConsentDto.of);
    });
  }

  attendances(actor: Actor, contactId: string, query: PageQuery): Promise<Page<AttendanceDto>> {
    const from = `(select *, created_at as updated_at from contact_activities where kind = 'attended')`;
    const listing = { from, select: 't.*', where: 't.contact_id = $2', params: [actor.organizationId, contactId] };
    return this.db.read(actor, async (tx) => {
      await findContact(tx, actor, contactId);
      return readPage<AttendanceRow, AttendanceDto>(tx, listing, query, AttendanceDto.of);
    });
  }
}
