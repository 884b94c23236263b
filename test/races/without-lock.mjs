import pg from 'pg';

/**
 * The negative control of the race for places: loaded before Turnout, it takes the lock out of the statement that reads the
 * quotas, so that each process reads the stock, decides, and writes, as if it were alone.
 */
const { query } = pg.Client.prototype;
const unlocked = (text) => (typeof text === 'string' ? text.replace(/ for no key update\b/, '') : text);

pg.Client.prototype.query = function withoutLock(config, ...rest) {
  const stripped = typeof config === 'string' ? unlocked(config) : config;
  if (typeof stripped === 'object' && typeof stripped?.text === 'string') stripped.text = unlocked(stripped.text);
  return query.call(this, stripped, ...rest);
};
