import { Module } from '@nestjs/common';
import { AudienceModule } from '../audience/audience.module.js';
import { EventsModule } from '../events/events.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { InvitationLinks } from './invitation-links.js';
import { InvitationMails } from './invitation-mails.js';
import { InvitationRunsService } from './invitation-runs.service.js';
import { InvitationWriter } from './invitation-writer.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationsService } from './invitations.service.js';
import { UnsubscribeController } from './unsubscribe.controller.js';
import { UnsubscribeService } from './unsubscribe.service.js';

/** Promotion: invitations to the audience of an event, and the way out of them. */
@Module({
  imports: [IdentityModule, EventsModule, AudienceModule],
  controllers: [InvitationsController, UnsubscribeController],
  providers: [
    InvitationsService,
    InvitationRunsService,
    InvitationLinks,
    InvitationMails,
    InvitationWriter,
    UnsubscribeService,
  ],
  exports: [InvitationsService, UnsubscribeService],
})
export class PromotionModule {}
