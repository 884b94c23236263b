import { Injectable } from '@nestjs/common';
import { Problem } from '../../kernel/problem.js';
import { type SurveyForm, SurveyAnswersService } from '../surveys/survey-answers.service.js';
import { pointersOf, questionAt } from './faults.rules.js';
import { type PageRequest, type Reader, pathOf } from './page-request.js';
import { type PageAnswer, PagesService } from './pages.service.js';
import { pathIn } from './paths.js';
import { type Sent, drawQuestions, faultText, missingAnswers, readForm } from './questions.rules.js';
import { askedInSurvey, fieldOfSurvey, surveyAnswersOf } from './survey-questions.rules.js';
import { words } from './words.rules.js';

/** What was typed into a form, and what is wrong with it by field. */
interface Typed {
  sent: Sent;
  errors: ReadonlyMap<string, string>;
}

/** The page of a survey. Nothing on it, nor in its address, says whose link it is. */
@Injectable()
export class SurveyPagesService {
  constructor(
    private readonly pages: PagesService,
    private readonly surveys: SurveyAnswersService,
  ) {}

  async show(token: string, request: PageRequest): Promise<PageAnswer> {
    const survey = await this.surveys.form(token);
    const reader = this.pages.reader(request);
    if (survey.state === 'open') return ask(survey, `/s/${token}`, reader);
    const state = survey.state === 'answered' && request.query['thanks'] === '1' ? 'thanks' : survey.state;
    return told(state, pathOf(request), reader);
  }

  /** Takes the answers; what is missing or wrong is said all at once, and everything typed is kept. */
  async answer(token: string, body: unknown, request: PageRequest): Promise<PageAnswer> {
    const survey = await this.surveys.form(token);
    const reader = this.pages.reader(request);
    const path = `/s/${token}`;
    if (survey.state !== 'open') return { seeOther: pathIn(path, reader.locale) };
    const sent = readForm(body);
    const missing = missingAnswers(askedInSurvey(survey.questions), sent, reader);
    if (missing.size > 0) return ask(survey, path, reader, { sent, errors: missing });
    try {
      await this.surveys.answer(token, surveyAnswersOf(survey.questions, sent));
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      const wrong = wrongIn(failure, survey, sent, reader);
      if (wrong.size > 0) return ask(survey, path, reader, { sent, errors: wrong });
      if (failure.status === 409) return { seeOther: pathIn(path, reader.locale) };
      throw failure;
    }
    return { seeOther: pathIn(`${path}?thanks=1`, reader.locale) };
  }
}

function wrongIn(problem: Problem, survey: SurveyForm, sent: Sent, reader: Reader): Map<string, string> {
  const wrong = new Set(pointersOf(problem).map((pointer) => fieldOfSurvey(questionAt(pointer) ?? '')));
  return new Map(
    askedInSurvey(survey.questions)
      .filter((question) => wrong.has(question.id))
      .map((question) => [question.id, faultText(question, sent, reader)]),
  );
}

function ask(survey: SurveyForm, path: string, reader: Reader, typed?: Typed): PageAnswer {
  const { locale, t } = reader;
  const title = words(survey.title, locale);
  return {
    locale,
    status: typed ? 422 : 200,
    template: 'form',
    view: {
      page: { title: typed ? t('form.wrongTitle', { title: title.text }) : title.text, path },
      event: null,
      heading: title,
      alert: null,
      intro: [words(survey.introduction, locale), { text: t('survey.anonymous') }].filter(({ text }) => text !== ''),
      form: {
        action: pathIn(path, locale),
        hidden: [],
        groups: drawQuestions(askedInSurvey(survey.questions), {
          ...(typed ?? { sent: new Map(), errors: new Map() }),
          locale,
          t,
        }),
        button: t('form.send'),
      },
    },
  };
}

function told(state: 'thanks' | 'answered' | 'closed', path: string, { locale, t }: Reader): PageAnswer {
  const heading = t(`survey.${state}Heading`);
  return {
    locale,
    template: 'notice',
    view: {
      page: { title: heading, path },
      tone: state === 'thanks' ? 'good' : 'calm',
      heading,
      text: [t(`survey.${state}`)],
      actions: [],
    },
  };
}
