import type { SaleSettings } from './catalogue.js';

/** What counts until an organiser decides something else: the settings of a free event. The table has the same defaults. */
export const defaultSettings: SaleSettings = {
  currencies: [],
  rounding: 'line',
  holdMinutes: 15,
  paymentHours: 72,
  pendingAdmits: false,
  oneOrderPerPerson: true,
  verifyEmail: false,
  openHolds: 5,
  cancellationPolicy: { byAttendee: true, until: null, steps: [{ hoursBefore: 0, rate: 100_000 }], fee: null },
  transfers: true,
  resale: false,
};
