import pg from 'pg';
import { rowLocks, strip } from './statements.ts';

/**
 * Loaded before Turnout, for the negative controls of races between processes: each of them reads, decides and writes as if it
 * were alone.
 */
strip(pg.Client, rowLocks);
