import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, boot } from '../support/boot.js';

let t: TestApp;

beforeAll(async () => {
  t = await boot();
});
afterAll(() => t.stop());

/** Tables that belong to no organisation, each with the reason why it may. */
const global: Readonly<Record<string, string>> = {
  users: 'a person may belong to several organisations',
  memberships_of_users: 'asked before an organisation is known; ids and roles only',
  organization_ids: 'ids only, for jobs that go through all organisations',
  schema_migrations: 'the history of the schema; the application has no right to it',
};

describe('every table', () => {
  it('that belongs to an organisation is closed by forced row-level security', async () => {
    const open = await t.sql<{ name: string }>(`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)`);
    expect(open.map((table) => table.name).filter((name) => !(name in global))).toEqual([]);
    const without = await t.sql(`select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relrowsecurity and not exists (select from pg_policy p where p.polrelid = c.oid)`);
    expect(without).toEqual([]);
  });

  it('shows nothing to a connection that names no organisation', async () => {
    await t.organization();
    await t.sql('set role turnout_app');
    expect(await t.sql('select * from organizations')).toEqual([]);
    expect(await t.sql('select * from members')).toEqual([]);
    await expect(
      t.sql(`insert into objectives (organization_id, title) select id, '{}' from organization_ids`),
    ).rejects.toThrow(/row-level security/);
    await t.sql('reset role');
  });

  it('negative control: without the policy the same connection sees everything', async () => {
    await t.sql('alter table members disable row level security');
    await t.sql('set role turnout_app');
    expect((await t.sql('select * from members')).length).toBeGreaterThan(0);
    await t.sql('reset role');
    await t.sql('alter table members enable row level security');
  });

  it('keeps references inside one organisation', async () => {
    const loose = await t.sql<{ name: string }>(`
      select con.conrelid::regclass || '.' || con.conname as name from pg_constraint con
        join pg_class child on child.oid = con.conrelid join pg_class parent on parent.oid = con.confrelid
       where con.contype = 'f' and child.relrowsecurity and parent.relrowsecurity and parent.relname <> 'organizations'
         and not exists (select from pg_attribute a where a.attrelid = con.conrelid and a.attname = 'organization_id' and a.attnum = any(con.conkey))`);
    expect(loose.map((constraint) => constraint.name)).toEqual([]);
  });

  it('lets read models see what the reader may see', async () => {
    const definers = await t.sql<{ relname: string }>(`
      select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind = 'v' and not coalesce(c.reloptions::text, '') like '%security_invoker=true%'`);
    expect(definers).toEqual([]);
  });
});
