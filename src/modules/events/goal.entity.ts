import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LocalizedText } from '../../kernel/text.js';
import type { Comparator, GoalBaseline, Metric } from './goal.rules.js';

/** What an event is to achieve, and how that is read. */
@Entity('goals')
export class Goal {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') organizationId: string;
  @Column('uuid') eventId: string;
  @Column('text') metric: Metric;
  @Column('text') comparator: Comparator;
  @Column('numeric') target: number;
  @Column({ type: 'char', length: 3, nullable: true }) currency: string | null;
  @Column({ type: 'text', nullable: true }) surveyQuestionKey: string | null;
  @Column({ type: 'jsonb', nullable: true }) title: LocalizedText | null;
  @Column({ type: 'text', nullable: true }) owner: string | null;
  @Column('integer') minimumSample: number;
  @Column({ type: 'timestamptz', nullable: true }) readAt: Date | null;
  @Column({ type: 'numeric', nullable: true }) manualValue: number | null;
  @Column({ type: 'jsonb', nullable: true }) baseline: GoalBaseline | null;
  @Column({ type: 'integer', insert: false, update: false }) version: number;
  @Column({ type: 'timestamptz', insert: false, update: false }) updatedAt: Date;
}
