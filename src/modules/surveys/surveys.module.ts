import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { SurveyAnswersController } from './survey-answers.controller.js';
import { SurveyAnswersService } from './survey-answers.service.js';
import { SurveyInvitationMail } from './survey-invitation.mail.js';
import { SurveyLinks } from './survey-links.js';
import { SurveyMixing } from './survey-mixing.service.js';
import { SurveyClosingsService } from './survey-closings.service.js';
import { SurveyOpeningsService } from './survey-openings.service.js';
import { SurveyResultsService } from './survey-results.service.js';
import { SurveysController } from './surveys.controller.js';
import { SurveysService } from './surveys.service.js';

/** Surveys after an event: answered once by each person who came, anonymous also to whoever holds the database. */
@Module({
  imports: [EventsModule],
  controllers: [SurveysController, SurveyAnswersController],
  providers: [
    SurveysService,
    SurveyOpeningsService,
    SurveyClosingsService,
    SurveyAnswersService,
    SurveyResultsService,
    SurveyLinks,
    SurveyMixing,
    SurveyInvitationMail,
  ],
  exports: [SurveyAnswersService],
})
export class SurveysModule {}
