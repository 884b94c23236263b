import { ApiProperty } from '@nestjs/swagger';

/** What is withdrawn now, whether by this request or before. */
export class UnsubscribedDto {
  @ApiProperty({ enum: ['event-invitations', 'newsletter', 'survey'] })
  purpose: string;
}
