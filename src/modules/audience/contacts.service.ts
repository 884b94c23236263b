import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { type Tx, affected, one } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { readPage } from '../../platform/http/keyset.js';
import { addressTaken, contactUnknown } from './audience.problems.js';
import type { DoNotContactReason } from './consent.rules.js';
import { fold } from './contact-text.rules.js';
import {
  type ChangeContactDto,
  ContactDto,
  type ContactQuery,
  type ContactRow,
  type NewContactDto,
} from './contact.dto.js';
import { contactColumns, findContact } from './contacts.queries.js';

@Injectable()
export class ContactsService {
  constructor(private readonly db: Database) {}

  create(actor: Actor, input: NewContactDto): Promise<ContactDto> {
    return this.db.transaction(actor, async (tx) => {
      const { email, name = null, city = null, locale = null, tags = [], interests = [] } = input;
      const written = await one<{ id: string }>(
        tx,
        `insert into contacts (organization_id, email, name, city, city_key, locale, tags, interests) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (organization_id, email) do nothing returning id`,
        [actor.organizationId, email, name, city, city && fold(city), locale, tags ?? [], interests ?? []],
      );
      if (!written) throw addressTaken({ pointer: '/email' });
      return ContactDto.of(await findContact(tx, actor, written.id));
    });
  }

  list(actor: Actor, query: ContactQuery): Promise<Page<ContactDto>> {
    const listing = {
      from: 'contacts',
      select: contactColumns,
      where: '$2::text is null or t.email = $2',
      params: [actor.organizationId, query.email ?? null],
    };
    return this.db.read(actor, (tx) => readPage<ContactRow, ContactDto>(tx, listing, query, ContactDto.of));
  }

  show(actor: Actor, contactId: string): Promise<ContactDto> {
    return this.db.read(actor, async (tx) => ContactDto.of(await findContact(tx, actor, contactId)));
  }

  change(actor: Actor, contactId: string, version: number, input: ChangeContactDto): Promise<ContactDto> {
    return this.db.transaction(actor, async (tx) => {
      const before = await findContact(tx, actor, contactId);
      const email = input.email ?? before.email;
      if (email !== before.email) await this.requireFree(tx, actor, email);
      const city = input.city === undefined ? before.city : input.city;
      const written = await affected(
        tx,
        `update contacts set email = $4, name = $5, city = $6, city_key = $7, locale = $8, tags = $9, interests = $10
          where organization_id = $1 and id = $2 and version = $3`,
        [
          actor.organizationId,
          contactId,
          version,
          email,
          input.name === undefined ? before.name : input.name,
          city,
          city && fold(city),
          input.locale === undefined ? before.locale : input.locale,
          input.tags ?? before.tags,
          input.interests ?? before.interests,
        ],
      );
      if (written === 0) throw versionConflict();
      return ContactDto.of(await findContact(tx, actor, contactId));
    });
  }

  /**
   * Erases the person with consents and attendances. Frozen audiences and invitations keep their counts, without the person.
   */
  remove(actor: Actor, contactId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      const removed = await affected(tx, 'delete from contacts where organization_id = $1 and id = $2', [
        actor.organizationId,
        contactId,
      ]);
      if (removed === 0) throw contactUnknown();
    });
  }

  /** Sets or, with null, lifts do-not-contact. A reason that stands already keeps its date. */
  block(actor: Actor, contactId: string, reason: DoNotContactReason | null): Promise<ContactDto> {
    return this.db.transaction(actor, async (tx) => {
      await affected(
        tx,
        `update contacts set do_not_contact = $3, do_not_contact_since = case when $3::text is not null then now() end
          where organization_id = $1 and id = $2 and do_not_contact is distinct from $3`,
        [actor.organizationId, contactId, reason],
      );
      return ContactDto.of(await findContact(tx, actor, contactId));
    });
  }

  /** Says so kindly; the unique key behind it is the guard. */
  private async requireFree(tx: Tx, actor: Actor, email: string): Promise<void> {
    const other = await one(tx, 'select id from contacts where organization_id = $1 and email = $2', [
      actor.organizationId,
      email,
    ]);
    if (other) throw addressTaken({ pointer: '/email' });
  }
}
