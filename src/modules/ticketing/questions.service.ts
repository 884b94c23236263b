import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { EventsService } from '../events/events.service.js';
import { type ChangeQuestionDto, type NewQuestionDto, QuestionDto, mostQuestions } from './question.dto.js';
import {
  type AskedQuestion,
  deleteQuestion,
  findQuestion,
  insertQuestion,
  lockQuestions,
  numberQuestions,
  questionsOf,
  registrationQuestions,
  updateQuestion,
} from './questions.queries.js';
import {
  type AnsweredForm,
  type Answers,
  type Question,
  type SettledForm,
  faultsOf,
  settleAnswers,
  settleForm,
} from './questions.rules.js';
import {
  answersInvalid,
  questionKeyTaken,
  questionUnknown,
  questionsInconsistent,
  tooManyQuestions,
} from './ticketing.problems.js';

/** What is asked when people register. Every change is judged on the whole list of questions as it would be. */
@Injectable()
export class QuestionsService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
  ) {}

  create(actor: Actor, eventId: string, input: NewQuestionDto): Promise<QuestionDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const before = await this.listToChange(tx, actor, eventId);
      const question = newQuestion(input);
      if (before.some(({ key }) => key === question.key)) throw questionKeyTaken({ pointer: '/key' });
      if (before.length >= mostQuestions) throw tooManyQuestions({ atMost: mostQuestions });
      requireConsistent([...before, question]);
      requireAsked(question);
      const id = await insertQuestion(tx, actor, eventId, question);
      return QuestionDto.of(await this.find(tx, actor, id));
    });
  }

  list(actor: Actor, eventId: string): Promise<Page<QuestionDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return { items: (await questionsOf(tx, actor, eventId)).map(QuestionDto.of), next: null };
    });
  }

  show(actor: Actor, questionId: string): Promise<QuestionDto> {
    return this.db.read(actor, async (tx) => QuestionDto.of(await this.find(tx, actor, questionId)));
  }

  change(actor: Actor, questionId: string, version: number, input: ChangeQuestionDto): Promise<QuestionDto> {
    return this.db.transaction(actor, async (tx) => {
      const { eventId } = await this.find(tx, actor, questionId);
      const before = await this.listToChange(tx, actor, eventId);
      const question = changedQuestion(await this.find(tx, actor, questionId), input);
      const after = before.filter(({ id }) => id !== questionId);
      after.splice(question.position - 1, 0, question);
      requireConsistent(after);
      if ((await updateQuestion(tx, actor, { ...question, version })) === 0) throw versionConflict();
      await numberQuestions(
        tx,
        actor,
        after.map(({ id }) => id),
      );
      return QuestionDto.of(await this.find(tx, actor, questionId));
    });
  }

  /** Answers that were given stay in their orders. */
  delete(actor: Actor, questionId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      const { eventId } = await this.find(tx, actor, questionId);
      const after = (await this.listToChange(tx, actor, eventId)).filter(({ id }) => id !== questionId);
      requireConsistent(after);
      await deleteQuestion(tx, actor, questionId);
      await numberQuestions(
        tx,
        actor,
        after.map(({ id }) => id),
      );
    });
  }

  /** The answers that are kept of a form; refuses a form in which an answer is missing or not valid. */
  async settle(tx: Tx, actor: Actor, eventId: string, form: AnsweredForm): Promise<SettledForm> {
    const settled = settleForm(await registrationQuestions(tx, actor, eventId), form);
    const [first] = settled.faults;
    if (first) throw answersInvalid({ detail: first.detail, pointer: first.pointer, errors: settled.faults });
    return settled;
  }

  /** The same without refusing: what counts, and everything that is wrong. */
  async judge(tx: Tx, actor: Actor, eventId: string, form: AnsweredForm): Promise<SettledForm> {
    return settleForm(await registrationQuestions(tx, actor, eventId), form);
  }

  /** What is asked of each attendee while they register: by which key, and what an answer is. */
  async ofAttendees(tx: Tx, actor: Actor, eventId: string): Promise<Pick<Question, 'key' | 'kind'>[]> {
    const questions = await registrationQuestions(tx, actor, eventId);
    return questions.filter(({ scope }) => scope === 'attendee').map(({ key, kind }) => ({ key, kind }));
  }

  /**
   * What the door asks of an attendee: the answers that are kept of those given now, and what is still to be asked. `before`
   * is what was answered earlier; conditions look at that too.
   */
  async askedAtDoor(
    tx: Tx,
    actor: Actor,
    eventId: string,
    before: { order: Readonly<Record<string, unknown>>; ticket: Readonly<Record<string, unknown>> },
    given: Readonly<Record<string, unknown>>,
  ): Promise<{ answers: Record<string, unknown>; faults: { key: string; detail: string }[] }> {
    const questions = await questionsOf(tx, actor, eventId);
    const ofAttendee = questions.filter(({ scope }) => scope === 'attendee');
    const atDoor = new Set(ofAttendee.filter(({ askedAt }) => askedAt === 'check-in').map(({ key }) => key));
    const known = Object.entries(before.ticket).filter(([key]) => ofAttendee.some((question) => question.key === key));
    const settled = settleAnswers(ofAttendee, { ...Object.fromEntries(known), ...given }, before.order as Answers);
    const isNew = ([key]: [string, unknown]) => atDoor.has(key) && Object.hasOwn(given, key);
    return {
      answers: Object.fromEntries(Object.entries(settled.answers).filter(isNew)),
      faults: settled.faults.filter(({ key }) => atDoor.has(key) || Object.hasOwn(given, key)),
    };
  }

  private async listToChange(tx: Tx, actor: Actor, eventId: string): Promise<AskedQuestion[]> {
    await lockQuestions(tx, eventId);
    return questionsOf(tx, actor, eventId);
  }

  private async find(tx: Tx, actor: Actor, questionId: string): Promise<AskedQuestion> {
    const question = await findQuestion(tx, actor, questionId);
    if (!question) throw questionUnknown();
    return question;
  }
}

/** The door asks attendees. A question of the registration that waits for an answer of the door would never be asked. */
function requireAsked({ askedAt, scope }: Pick<AskedQuestion, 'askedAt' | 'scope'>): void {
  if (askedAt === 'check-in' && scope === 'order')
    throw questionsInconsistent({ pointer: '/scope', detail: 'The door asks each attendee' });
}

function requireConsistent(questions: readonly (Question & Pick<AskedQuestion, 'askedAt'>)[]): void {
  const whole = faultsOf(questions);
  const registration = questions.filter(({ askedAt }) => askedAt === 'registration');
  const faults = whole.length > 0 ? whole : faultsOf(registration);
  if (faults.length > 0) throw questionsInconsistent({ detail: faults[0]?.detail, faults });
}

const newQuestion = (input: NewQuestionDto): Question & Pick<AskedQuestion, 'askedAt'> => ({
  askedAt: input.askedAt ?? 'registration',
  key: input.key,
  kind: input.kind,
  scope: input.scope,
  label: input.label,
  required: input.required ?? false,
  options: input.options ?? [],
  condition: input.condition ?? null,
});

const changedQuestion = (before: AskedQuestion, input: ChangeQuestionDto): AskedQuestion => ({
  ...before,
  label: input.label ?? before.label,
  required: input.required ?? before.required,
  options: input.options ?? before.options,
  condition: input.condition === undefined ? before.condition : input.condition,
  position: input.position ?? before.position,
});
