import { Module } from '@nestjs/common';
import { AudienceModule } from '../audience/audience.module.js';
import { EventsModule } from '../events/events.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { InvitationMails } from './invitation-mails.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationsService } from './invitations.service.js';
import { OneClickBodies } from './one-click.js';
import { UnsubscribeController } from './unsubscribe.controller.js';
import { UnsubscribeService } from './unsubscribe.service.js';

/** Promotion: invitations to the audience of an event, and the way out of them. */
@Module({
  imports: [IdentityModule, EventsModule, AudienceModule],
  controllers: [InvitationsController, UnsubscribeController],
  providers: [InvitationsService, InvitationMails, UnsubscribeService, OneClickBodies],
  exports: [InvitationsService, UnsubscribeService],
})
export class PromotionModule {}
