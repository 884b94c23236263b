import type { Message } from '../../platform/jobs/jobs.service.js';

/** An organiser made places that others may have now: a larger quota, a reopened one, places no longer kept back. */
export type StockFreed = Message<'stock.freed', { eventId: string }>;
export const stockFreed = (eventId: string): StockFreed => ({ type: 'stock.freed', data: { eventId } });
