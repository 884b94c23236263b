import { Eta } from 'eta';
import type { Locale } from '../../kernel/text.js';
import type { Letter } from '../../platform/mail/mails.service.js';

const eta = new Eta({ autoEscape: true });

const words = {
  en: {
    subject: 'Join the team of {organization}',
    hello: 'Hello',
    invited: 'you are invited to plan events together at',
    next: 'Choose a password to begin. The link works for seven days.',
    button: 'Accept the invitation',
  },
  ru: {
    subject: 'Приглашение в команду «{organization}»',
    hello: 'Здравствуйте',
    invited: 'вас приглашают вместе готовить мероприятия в',
    next: 'Придумайте пароль, чтобы начать. Ссылка действует семь дней.',
    button: 'Принять приглашение',
  },
} as const;

const page = `<!doctype html><html lang="<%= it.locale %>"><body style="font-family:sans-serif">
<p><%= it.words.hello %>, <%= it.name %>!</p><p><%= it.words.invited %> <strong><%= it.organization %></strong>.</p>
<p><%= it.words.next %></p><p><a href="<%= it.url %>"><%= it.words.button %></a></p></body></html>`;

/** The invitation into a team. */
export function memberInvitationLetter(it: {
  locale: Locale;
  organization: string;
  name: string;
  url: string;
}): Letter {
  const said = words[it.locale];
  return {
    subject: said.subject.replace('{organization}', () => it.organization),
    html: eta.renderString(page, { ...it, words: said }),
    text: `${said.hello}, ${it.name}!\n\n${said.invited} ${it.organization}.\n${said.next}\n\n${said.button}: ${it.url}\n`,
  };
}
