import { Injectable } from '@nestjs/common';
import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { Links } from '../../platform/links/links.service.js';
import { AudienceService, type Purpose } from '../audience/audience.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { maskAddress } from './invitation.rules.js';

/** What a person sees who is about to unsubscribe. */
export interface Subscription {
  organization: string;
  purpose: Purpose;
  /** As much of the address as its owner recognises; null once the person is erased. */
  address: string | null;
  /** The person's language, else the organisation's. */
  locale: Locale;
  /** False where consent has been withdrawn already. */
  subscribed: boolean;
}

interface Subject {
  id: string;
  contactId: string | null;
  purpose: Purpose;
}

/** Links that withdraw a person's consent to one purpose. They never expire, and using one twice changes nothing. */
@Injectable()
export class UnsubscribeService {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly links: Links,
    private readonly audience: AudienceService,
    private readonly organizations: OrganizationsService,
  ) {}

  /** Makes the links of these people work for a purpose; to be called where mail for it is queued. */
  async prepare(tx: Tx, actor: Actor, contactIds: readonly string[], purpose: Purpose): Promise<void> {
    if (contactIds.length === 0) return;
    await affected(
      tx,
      `insert into unsubscribe_links (organization_id, contact_id, purpose) select $1, id, $3 from unnest($2::uuid[]) as contact(id)
       on conflict (organization_id, contact_id, purpose) do nothing`,
      [actor.organizationId, contactIds, purpose],
    );
    const subjects = await rows<{ id: string }>(
      tx,
      'select id from unsubscribe_links where organization_id = $1 and contact_id = any($2) and purpose = $3',
      [actor.organizationId, contactIds, purpose],
    );
    await this.links.issue(
      tx,
      actor,
      'unsubscribe',
      subjects.map(({ id }) => id),
    );
  }

  /** The address of a prepared link, for the mail's text and its List-Unsubscribe header (RFC 8058). */
  async urlFor(tx: Tx, actor: Actor, contactId: string, purpose: Purpose): Promise<string> {
    const subject = await one<{ id: string }>(
      tx,
      'select id from unsubscribe_links where organization_id = $1 and contact_id = $2 and purpose = $3',
      [actor.organizationId, contactId, purpose],
    );
    if (!subject) throw new Error('The unsubscribe link has not been prepared');
    return `${this.config.publicUrl}/u/${this.links.token('unsubscribe', subject.id)}`;
  }

  /** What the link would withdraw. Looking changes nothing: mail scanners follow links. */
  async describe(token: string): Promise<Subscription> {
    const { actor, subjectId } = await this.links.visit('unsubscribe', token);
    return this.db.read(actor, async (tx) => {
      const { contactId, purpose } = await subjectOf(tx, actor, subjectId);
      const organization = await this.organizations.get(tx, actor);
      const person = contactId === null ? undefined : await this.audience.person(tx, actor, contactId, purpose);
      return {
        organization: organization.name,
        purpose,
        address: person ? maskAddress(person.email) : null,
        locale: person?.locale ?? organization.locale,
        subscribed: person?.consented ?? false,
      };
    });
  }

  /** Withdraws consent to the link's purpose, and to nothing else. */
  async unsubscribe(token: string, channel: 'unsubscribe-page' | 'one-click'): Promise<{ purpose: Purpose }> {
    const { actor, subjectId } = await this.links.visit('unsubscribe', token);
    return this.db.transaction(actor, async (tx) => {
      const { contactId, purpose } = await subjectOf(tx, actor, subjectId);
      if (contactId !== null) await this.audience.withdraw(tx, actor, contactId, purpose, channel);
      return { purpose };
    });
  }
}

async function subjectOf(tx: Tx, actor: Actor, subjectId: string): Promise<Subject> {
  const subject = await one<Subject>(
    tx,
    `select id, contact_id as "contactId", purpose from unsubscribe_links where organization_id = $1 and id = $2`,
    [actor.organizationId, subjectId],
  );
  if (!subject) throw linkUnknown();
  return subject;
}
