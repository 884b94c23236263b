import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, one, rows } from '../../platform/database/sql.js';
import type { ScanRefusal } from './scan.rules.js';

/** How full the event is. */
export interface Attendance {
  registered: number;
  admitted: number;
  inside: number;
  lists: { listId: string | null; admitted: number; inside: number }[];
  refusedByReason: { reason: ScanRefusal; scans: number }[];
}

export async function attendanceOf(tx: Tx, actor: Actor, eventId: string): Promise<Attendance> {
  const params = [actor.organizationId, eventId];
  const counted = await one<{ registered: number }>(
    tx,
    `select count(*) as registered from tickets where organization_id = $1 and event_id = $2 and state = 'valid'`,
    params,
  );
  const moved = await rows<{ listId: string | null; whole: boolean; admitted: number; inside: number }>(
    tx,
    `with movement as (
       select s.id, s.list_id, s.ticket_id, s.outcome, s.happened_at from scans s
        where s.organization_id = $1 and s.event_id = $2 and s.outcome in ('admitted', 'left')
          and not exists (select from scans r where r.organization_id = $1 and r.reverts_id = s.id)
     ), last as (
       select distinct on (list_id, ticket_id) list_id, ticket_id, outcome from movement order by list_id, ticket_id, happened_at desc, id desc
     )
     select list_id as "listId", grouping(list_id) = 1 as whole, count(distinct ticket_id) as admitted,
            count(distinct ticket_id) filter (where outcome = 'admitted') as inside
       from (select list_id, ticket_id, outcome, true from last
              where exists (select from movement m where m.outcome = 'admitted' and m.ticket_id = last.ticket_id
                               and m.list_id is not distinct from last.list_id)) each
      group by grouping sets ((list_id), ()) order by list_id nulls first`,
    params,
  );
  const refusedByReason = await rows<{ reason: ScanRefusal; scans: number }>(
    tx,
    `select reason, count(*) as scans from scans where organization_id = $1 and event_id = $2 and outcome = 'refused'
      group by reason order by reason`,
    params,
  );
  const whole = moved.find((row) => row.whole);
  return {
    registered: counted?.registered ?? 0,
    admitted: whole?.admitted ?? 0,
    inside: whole?.inside ?? 0,
    lists: moved.filter((row) => !row.whole),
    refusedByReason,
  };
}
