import type { Message } from '../../platform/jobs/jobs.service.js';

/** The event is open to the public. */
export type EventPublished = Message<'event.published', { eventId: string }>;
export const eventPublished = (eventId: string): EventPublished => ({ type: 'event.published', data: { eventId } });

/** Time or place changed; `calendarSequence` is the SEQUENCE that the change has. */
export type EventRescheduled = Message<
  'event.rescheduled',
  {
    eventId: string;
    calendarSequence: number;
    /** How far the start moved; 0 where only the place changed. */
    shiftMinutes: number;
    /** Whether those who registered are told. */
    notify: boolean;
  }
>;
export const eventRescheduled = (data: EventRescheduled['data']): EventRescheduled => ({
  type: 'event.rescheduled',
  data,
});

/** The event will not take place. */
export type EventCancelled = Message<'event.cancelled', { eventId: string }>;
export const eventCancelled = (eventId: string): EventCancelled => ({ type: 'event.cancelled', data: { eventId } });
