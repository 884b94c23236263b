import { ApiProperty } from '@nestjs/swagger';
import type { DeadLetter } from './jobs.service.js';

/** A job that failed in all its tries and waits for a person. */
export class DeadLetterDto {
  @ApiProperty({ format: 'uuid', example: '01999999-0000-7000-8000-000000000001' })
  id: string;

  /** Who was told and of what: `<subscriber>/<message>`. */
  @ApiProperty({ example: 'mail/send' })
  queue: string;

  /** The ids it is about. */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { mailId: '01999999-0000-7000-8000-000000000002' },
  })
  data: object;

  @ApiProperty({ format: 'date-time' })
  failedAt: string;

  /** What the last try ended with. */
  @ApiProperty({ example: 'connect ECONNREFUSED' })
  reason: string;

  static of(letter: DeadLetter): DeadLetterDto {
    return {
      id: letter.id,
      queue: letter.queue,
      data: letter.data,
      failedAt: letter.failedAt.toISOString(),
      reason: letter.reason,
    };
  }
}
