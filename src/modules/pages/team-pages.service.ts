import { Injectable } from '@nestjs/common';
import { Problem } from '../../kernel/problem.js';
import { RateLimits } from '../../platform/http/rate-limits.js';
import type { InvitationPreviewDto } from '../identity/member.dto.js';
import { invitationUsed, wrongCredentials } from '../identity/identity.problems.js';
import { MembersService } from '../identity/members.service.js';
import type { PageRequest, Reader } from './page-request.js';
import { type PageAnswer, PagesService } from './pages.service.js';
import { pathIn } from './paths.js';
import { readForm } from './questions.rules.js';

const shortest = 12;

/** Joining a team: the person chooses a password, or gives the one they have. */
@Injectable()
export class TeamPagesService {
  constructor(
    private readonly pages: PagesService,
    private readonly members: MembersService,
    private readonly limits: RateLimits,
  ) {}

  async show(token: string, request: PageRequest): Promise<PageAnswer> {
    const invitation = await this.members.preview(token);
    return ask(invitation, `/join/${token}`, this.pages.reader(request));
  }

  async join(token: string, body: unknown, request: PageRequest): Promise<PageAnswer> {
    const invitation = await this.members.preview(token);
    const reader = this.pages.reader(request);
    const path = `/join/${token}`;
    const password = readForm(body).get('password')?.[0] ?? '';
    if (password.length < shortest || password.length > 200)
      return ask(invitation, path, reader, reader.t('team.short'));
    await this.limits.signIn(request.ip);
    try {
      await this.members.accept(token, { password });
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      if (failure.code === wrongCredentials.code) return ask(invitation, path, reader, reader.t('team.wrong'));
      if (failure.code === invitationUsed.code) return told('used', invitation, path, reader);
      throw failure;
    }
    return told('joined', invitation, path, reader);
  }
}

function ask(invitation: InvitationPreviewDto, path: string, { locale, t }: Reader, error?: string): PageAnswer {
  const { organization, name, role } = invitation;
  const title = t('team.heading', { organization });
  return {
    locale,
    status: error ? 422 : 200,
    template: 'form',
    view: {
      page: { title: error ? t('form.wrongTitle', { title }) : title, path, organization: { text: organization } },
      event: null,
      heading: { text: title },
      alert: null,
      intro: [{ text: t('team.intro', { name, role: t(`team.roles.${role}`) }) }],
      form: {
        action: pathIn(path, locale),
        hidden: [],
        groups: [
          {
            fields: [
              {
                id: 'password',
                kind: 'password',
                label: { text: t('team.password') },
                hint: { text: t('team.hint', { email: invitation.email }) },
                required: true,
                value: '',
                options: [],
                autocomplete: 'new-password',
                maxLength: 200,
                ...(error && { error }),
              },
            ],
          },
        ],
        button: t('team.button'),
      },
    },
  };
}

function told(
  what: 'joined' | 'used',
  invitation: InvitationPreviewDto,
  path: string,
  { locale, t }: Reader,
): PageAnswer {
  const heading = t(`team.${what}Heading`, { organization: invitation.organization });
  return {
    locale,
    template: 'notice',
    view: {
      page: { title: heading, path, organization: { text: invitation.organization } },
      tone: what === 'joined' ? 'good' : 'calm',
      heading,
      text: [t(`team.${what}`, { email: invitation.email })],
      actions: [],
    },
  };
}
