import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Calendars to subscribe to: what a feed shows and whose it is. Its token is a link's. */
export class CreateCalendarFeeds1764000510000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table calendar_feeds (
        id uuid primary key default uuidv7(),
        organization_id uuid not null references organizations,
        kind text not null check (kind in ('organizer', 'order')),
        -- Who subscribes: the feed of an organiser ends with the membership.
        user_id uuid references users,
        order_id uuid,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null default 1,
        unique (organization_id, id),
        check ((kind = 'organizer') = (user_id is not null)),
        check ((kind = 'order') = (order_id is not null))
      );
      create unique index one_feed_of_an_order on calendar_feeds (organization_id, order_id) where order_id is not null;
      create index on calendar_feeds (organization_id, user_id) where user_id is not null;
      select app_protect('calendar_feeds');
      select app_versioned('calendar_feeds');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
