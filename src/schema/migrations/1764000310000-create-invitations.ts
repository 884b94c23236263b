import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who was invited to which event, and what an unsubscribe link is about. */
export class CreateInvitations1764000310000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One invitation for a person and an event, and one mail with it. It stays when the person is erased, without the person.
      create table invitations (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        event_id uuid not null,
        contact_id uuid,
        mail_id uuid not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        unique (organization_id, event_id, contact_id),
        foreign key (organization_id, event_id) references events (organization_id, id),
        foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete set null (contact_id),
        foreign key (organization_id, mail_id) references mails (organization_id, id)
      );
      create index on invitations (organization_id, contact_id);
      create index on invitations (organization_id, mail_id);
      select app_protect('invitations', 'append');
      select app_versioned('invitations');

      -- The subject of an unsubscribe link: one person, one purpose. The link works for ever, also when the person is erased.
      create table unsubscribe_links (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        contact_id uuid,
        purpose text not null check (purpose in ('event-invitations', 'newsletter', 'survey')),
        created_at timestamptz not null default now(),
        unique (organization_id, id),
        unique (organization_id, contact_id, purpose),
        foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete set null (contact_id)
      );
      select app_protect('unsubscribe_links', 'append');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
