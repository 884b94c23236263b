import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { SaleSettings } from './catalogue.js';
import { defaultSettings } from './sale-settings.js';

/** The settings of an event's sale; version 0 where nobody decided anything yet. */
export async function settingsOf(
  tx: Tx,
  actor: Actor,
  eventId: string,
): Promise<{ settings: SaleSettings; version: number }> {
  const found = await one<SaleSettings & { version: number }>(
    tx,
    `select currencies::text[] as currencies, rounding, hold_minutes as "holdMinutes", payment_hours as "paymentHours",
            pending_admits as "pendingAdmits", one_order_per_person as "oneOrderPerPerson", verify_email as "verifyEmail",
            open_holds as "openHolds", cancellation_policy as "cancellationPolicy", transfers, resale, version
       from sale_settings where organization_id = $1 and event_id = $2`,
    [actor.organizationId, eventId],
  );
  if (!found) return { settings: defaultSettings, version: 0 };
  const { version, ...settings } = found;
  return { settings, version };
}

/** Changes nothing where somebody changed them since that version. */
export const writeSettings = (
  tx: Tx,
  actor: Actor,
  { eventId, version }: { eventId: string; version: number },
  settings: SaleSettings,
): Promise<number> =>
  affected(
    tx,
    version === 0
      ? `insert into sale_settings (organization_id, event_id, ${columns}) values ($1, $2, ${values(3)})
         on conflict (event_id) do nothing`
      : `update sale_settings set (${columns}) = (${values(4)}) where organization_id = $1 and event_id = $2 and version = $3`,
    [actor.organizationId, eventId, ...(version === 0 ? [] : [version]), ...valuesOf(settings)],
  );

const columns = `currencies, rounding, hold_minutes, payment_hours, pending_admits, one_order_per_person, verify_email, open_holds,
  cancellation_policy, transfers, resale`;
const values = (first: number) => Array.from({ length: 11 }, (_, index) => `$${first + index}`).join(', ');
const valuesOf = (settings: SaleSettings): unknown[] => [
  settings.currencies,
  settings.rounding,
  settings.holdMinutes,
  settings.paymentHours,
  settings.pendingAdmits,
  settings.oneOrderPerPerson,
  settings.verifyEmail,
  settings.openHolds,
  settings.cancellationPolicy,
  settings.transfers,
  settings.resale,
];

/** The currencies in which something of the event was ordered or is held at this moment. */
export async function currenciesInUse(tx: Tx, actor: Actor, eventId: string): Promise<string[]> {
  const found = await rows<{ currency: string }>(
    tx,
    `select total_currency as currency from orders where organization_id = $1 and event_id = $2 and total_currency is not null
      union
     select quote->>'currency' from holds where organization_id = $1 and event_id = $2 and state = 'active' and quote->>'currency' is not null`,
    [actor.organizationId, eventId],
  );
  return found.map(({ currency }) => currency);
}
