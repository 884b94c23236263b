import { Injectable } from '@nestjs/common';
import { Problem } from '../../kernel/problem.js';
import { invalid } from '../../platform/http/http.problems.js';
import { requestValidation } from '../../platform/http/validation.js';
import { LookUpDto } from '../registrations/link-lookup.dto.js';
import { LinkLookupService } from '../registrations/link-lookup.service.js';
import { DoorsService } from './doors.service.js';
import { EventPagesService } from './event-pages.service.js';
import { type EventFacts, eventHead } from './event.view.js';
import type { PageRequest, Reader } from './page-request.js';
import { type PageAnswer, PagesService } from './pages.service.js';
import { pathIn } from './paths.js';
import { readForm } from './questions.rules.js';

/** Mails the link of a registration once more. The page says the same whether or not there is one. */
@Injectable()
export class FindPagesService {
  constructor(
    private readonly pages: PagesService,
    private readonly doors: DoorsService,
    private readonly events: EventPagesService,
    private readonly lookups: LinkLookupService,
  ) {}

  async show(slug: string, request: PageRequest): Promise<PageAnswer> {
    const facts = await this.events.facts(await this.doors.byAddress(slug));
    return ask(facts, this.pages.reader(request, { offered: facts.event.languages }), '', null);
  }

  async find(slug: string, body: unknown, request: PageRequest): Promise<PageAnswer> {
    const facts = await this.events.facts(await this.doors.byAddress(slug));
    const reader = this.pages.reader(request, { offered: facts.event.languages });
    const email = (readForm(body).get('email')?.[0] ?? '').trim();
    try {
      const input = (await requestValidation().transform(
        { email },
        { type: 'body', metatype: LookUpDto },
      )) as LookUpDto;
      await this.lookups.lookup(slug, undefined, input.email);
    } catch (failure) {
      if (!(failure instanceof Problem) || failure.refusal !== invalid) throw failure;
      return ask(facts, reader, email, reader.t(email === '' ? 'form.emailMissing' : 'form.emailWrong'));
    }
    return done(facts, reader, email);
  }
}

function ask(facts: EventFacts, reader: Reader, email: string, error: string | null): PageAnswer {
  const { locale, t } = reader;
  const path = `${facts.path}/find`;
  const title = t('find.heading');
  return {
    locale,
    status: error === null ? 200 : 422,
    template: 'form',
    view: {
      page: {
        title: error === null ? title : t('form.wrongTitle', { title }),
        path,
        organization: { text: facts.organization.name },
      },
      event: eventHead(facts.event, reader),
      heading: { text: title },
      alert: null,
      intro: [{ text: t('find.intro') }],
      form: {
        action: pathIn(path, locale),
        hidden: [],
        groups: [
          {
            fields: [
              {
                id: 'email',
                kind: 'email',
                label: { text: t('form.email') },
                required: true,
                value: email,
                options: [],
                autocomplete: 'email',
                maxLength: 254,
                ...(error !== null && { error }),
              },
            ],
          },
        ],
        button: t('find.button'),
      },
    },
  };
}

function done(facts: EventFacts, reader: Reader, email: string): PageAnswer {
  const { locale, t } = reader;
  const heading = t('find.doneHeading');
  return {
    locale,
    template: 'notice',
    view: {
      page: { title: heading, path: `${facts.path}/find`, organization: { text: facts.organization.name } },
      event: eventHead(facts.event, reader),
      tone: 'good',
      heading,
      text: [t('find.done', { email })],
      actions: [{ label: t('refused.toEvent'), href: pathIn(facts.path, locale), main: true }],
    },
  };
}
