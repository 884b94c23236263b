import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { type Tx, affected, one } from '../../platform/database/sql.js';
import { audienceMissing } from './audience.problems.js';
import { type AudienceMember, type KnownPerson, isFrozen, readMembers } from './audiences.queries.js';
import type { Channel, Purpose } from './consent.rules.js';
import { writeAttendances } from './contact-imports.queries.js';
import { tidy, toAddress } from './contact-text.rules.js';
import { consentsTo, touchContacts } from './contacts.queries.js';

export type { AudienceMember, Channel, KnownPerson, Purpose };

/** Somebody as they wrote themselves into a form. */
interface NewcomerByForm {
  email: string;
  name: string;
  locale: 'en' | 'ru';
}

/** What they agreed to, and in which wording. */
interface Agreement {
  purpose: Purpose;
  textVersion: string;
}

/** What other modules need of the people whom the community knows. */
@Injectable()
export class AudienceService {
  constructor(private readonly clock: Clock) {}

  /** The people of the event's frozen audience, without those erased since; `audience/none-frozen` where there is none. */
  async members(tx: Tx, actor: Actor, eventId: string, purpose: Purpose): Promise<AudienceMember[]> {
    if (!(await isFrozen(tx, actor, eventId))) throw audienceMissing();
    return readMembers(tx, actor, eventId, purpose);
  }

  /** One person with what they may get for this purpose right now; undefined once erased. */
  async person(tx: Tx, actor: Actor, contactId: string, purpose: Purpose): Promise<AudienceMember | undefined> {
    return one<AudienceMember>(
      tx,
      `select c.id as "contactId", c.email, c.name, c.locale, ${consentsTo('c', '$3')} as consented, c.do_not_contact is not null as "doNotContact"
         from contacts c where c.organization_id = $1 and c.id = $2`,
      [actor.organizationId, contactId, purpose],
    );
  }

  /** The contact with this e-mail address, in whatever case it is written. */
  async contactFor(tx: Tx, actor: Actor, email: string): Promise<KnownPerson | undefined> {
    return one<KnownPerson>(
      tx,
      `select c.id as "contactId", c.email, c.name, c.locale from contacts c where c.organization_id = $1 and c.email = $2`,
      [actor.organizationId, toAddress(email)],
    );
  }

  /**
   * Writes down what somebody agreed to in a form, by their own hand, and makes them a contact where they are none yet.
   * Telling it twice is one record: what was agreed to at that instant is known by it. A later withdrawal stands.
   */
  async agree(tx: Tx, actor: Actor, person: NewcomerByForm, agreed: readonly Agreement[], at: Date): Promise<string> {
    const email = toAddress(person.email);
    await affected(
      tx,
      `insert into contacts (organization_id, email, name, locale) values ($1, $2, nullif($3, ''), $4) on conflict (organization_id, email) do nothing`,
      [actor.organizationId, email, tidy(person.name), person.locale],
    );
    const contact = await one<{ id: string }>(
      tx,
      'select id from contacts where organization_id = $1 and email = $2 for update',
      [actor.organizationId, email],
    );
    if (!contact) throw new Error('A contact that was just written is there');
    const written = await affected(
      tx,
      `insert into consents (organization_id, contact_id, purpose, decision, text_version, channel, occurred_at)
       select $1, $2, purpose, 'granted', "textVersion", 'form', $4
         from jsonb_to_recordset($3::jsonb) as agreed(purpose text, "textVersion" text)
        where not exists (select from consents known where known.organization_id = $1 and known.contact_id = $2
                             and known.purpose = agreed.purpose and known.occurred_at = $4)`,
      [actor.organizationId, contact.id, JSON.stringify(agreed), at],
    );
    if (written > 0) await touchContacts(tx, actor, [contact.id]);
    return contact.id;
  }

  /**
   * Withdraws consent to one purpose, also where none was given: a later import will not grant it then. Doing it again
   * changes nothing. False where the person has been erased.
   */
  async withdraw(tx: Tx, actor: Actor, contactId: string, purpose: Purpose, channel: Channel): Promise<boolean> {
    // The lock makes two withdrawals at once one record; a grant dated ahead by another machine's clock does not outlive it.
    const contact = await one(tx, 'select id from contacts where organization_id = $1 and id = $2 for update', [
      actor.organizationId,
      contactId,
    ]);
    if (!contact) return false;
    const written = await affected(
      tx,
      `with held as (
         select decision, occurred_at from consents where organization_id = $1 and contact_id = $2 and purpose = $3
          order by occurred_at desc, id desc limit 1)
       insert into consents (organization_id, contact_id, purpose, decision, channel, occurred_at)
       select $1, $2, $3, 'withdrawn', $4, greatest($5::timestamptz, (select occurred_at from held))
        where not exists (select from held where decision = 'withdrawn')`,
      [actor.organizationId, contactId, purpose, channel, this.clock.now()],
    );
    if (written > 0) await touchContacts(tx, actor, [contactId]);
    return true;
  }

  /** Notes that a contact came to an event. Noting it again changes nothing. `occurredOn` is the event's day, `2026-03-14`. */
  async recordAttendance(
    tx: Tx,
    actor: Actor,
    attendance: { contactId: string; eventId: string; label: string; occurredOn: string },
  ): Promise<void> {
    const { contactId, eventId, label, occurredOn } = attendance;
    const gained = await writeAttendances(tx, actor, [
      { contactId, eventId, label: label.slice(0, 200), on: occurredOn, source: 'check-in' },
    ]);
    if (gained.length > 0) await touchContacts(tx, actor, gained);
  }
}
