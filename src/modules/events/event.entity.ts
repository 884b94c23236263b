import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Locale, LocalizedText } from '../../kernel/text.js';
import type { EventFormat, EventStatus } from './event.rules.js';

/** An event with its concept. Named so because `Event` is a global of Node. */
@Entity('events')
export class PlannedEvent {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') organizationId: string;
  @Column({ type: 'uuid', nullable: true }) objectiveId: string | null;
  @Column({ type: 'text', nullable: true }) noObjectiveReason: string | null;
  @Column('text') slug: string;
  @Column('text') status: EventStatus;
  @Column('jsonb') title: LocalizedText;
  @Column({ type: 'jsonb', nullable: true }) summary: LocalizedText | null;
  @Column({ type: 'jsonb', nullable: true }) description: LocalizedText | null;
  @Column({ type: 'jsonb', nullable: true }) theme: LocalizedText | null;
  @Column({ type: 'jsonb', nullable: true }) interaction: LocalizedText | null;
  @Column({ type: 'jsonb', nullable: true }) accessibility: LocalizedText | null;
  @Column('text') format: EventFormat;
  @Column({ type: 'text', array: true }) languages: Locale[];
  @Column({ type: 'text', nullable: true }) codeOfConductUrl: string | null;
  @Column({ type: 'text', nullable: true }) venueName: string | null;
  @Column({ type: 'text', nullable: true }) venueAddress: string | null;
  @Column({ type: 'text', nullable: true }) onlineUrl: string | null;
  @Column('text') timeZone: string;
  /** Wall-clock time in the event's zone; `startsAt` follows from it. */
  @Column({ type: 'timestamp', select: false }) startsLocal: string;
  @Column({ type: 'timestamp', select: false }) endsLocal: string;
  @Column('timestamptz') startsAt: Date;
  @Column('timestamptz') endsAt: Date;
  /** SEQUENCE of RFC 5545; only rises. */
  @Column('integer') calendarSequence: number;
  @Column({ type: 'timestamptz', nullable: true }) publishedAt: Date | null;
  @Column({ type: 'timestamptz', nullable: true }) cancelledAt: Date | null;
  @Column({ type: 'text', nullable: true }) cancellationReason: string | null;
  @Column({ type: 'timestamptz', insert: false, update: false }) createdAt: Date;
  @Column({ type: 'timestamptz', insert: false, update: false }) updatedAt: Date;
  /** Set by a trigger. */
  @Column({ type: 'integer', insert: false, update: false }) version: number;
}
