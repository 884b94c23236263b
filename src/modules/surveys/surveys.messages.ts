import type { Message } from '../../platform/jobs/jobs.service.js';

/** The survey has been opened: those who came have their links on the way. */
export type SurveyOpened = Message<'survey.opened', { surveyId: string; eventId: string }>;
export const surveyOpened = (surveyId: string, eventId: string): SurveyOpened => ({
  type: 'survey.opened',
  data: { surveyId, eventId },
});

/** No answer is taken any more; the results are final. */
export type SurveyClosed = Message<'survey.closed', { surveyId: string; eventId: string }>;
export const surveyClosed = (surveyId: string, eventId: string): SurveyClosed => ({
  type: 'survey.closed',
  data: { surveyId, eventId },
});

/** Enough answers wait to be mixed. Told apart from any single answer, so that it dates none of them. */
export type AnswersWaiting = Message<'survey.answers-waiting', { surveyId: string }>;
export const answersWaiting = (surveyId: string): AnswersWaiting => ({
  type: 'survey.answers-waiting',
  data: { surveyId },
});
