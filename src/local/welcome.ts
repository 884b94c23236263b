import { relative } from 'node:path';

import type { LocalServer } from './local-server.js';
import type { Progress } from './progress.js';

/** What the person who started it wants to know now. */
export function welcome(server: LocalServer, progress: Progress, milliseconds: number): string {
  const { settings, config, organizer, mailPageUrl, sandboxUrl } = server;
  const lines: [string, string][] = [
    ['API, to read and try', `${config.publicUrl}/docs`],
    ['Public event page', organizer?.eventPage ? config.publicUrl + organizer.eventPage : 'none of ours'],
    ['Caught mail', mailPageUrl ?? 'goes out by SMTP_URL'],
    ['Payment sandbox', sandboxUrl ? `${sandboxUrl}/ledger (no money moves)` : 'off: payments are real'],
    ['Organiser’s API key', organizer?.apiKey ?? 'this database has its own organisers'],
    ['Organiser’s sign-in', organizer ? `${organizer.email}, password ${organizer.password}` : 'as set up before'],
    ['Data', settings.databaseUrl ? 'in the database of DATABASE_URL' : folder(settings.directory)],
    ['Next', `${demo(server)} plays an event from its idea to its verdict`],
    ['Stop', 'Ctrl-C'],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  const rows = lines.map(([name, value]) => `  ${progress.paint('2', name.padEnd(width))}  ${value}`);
  return `\n  Ready after ${(milliseconds / 1000).toFixed(1)} s\n\n${rows.join('\n')}\n`;
}

/** The demo finds the default ports by itself. */
function demo({ settings, mailPageUrl }: LocalServer): string {
  const url = settings.port === 3000 ? '' : `TURNOUT_URL=http://localhost:${settings.port} `;
  const mail = settings.mailPagePort === 8025 || !mailPageUrl ? '' : `MAIL_URL=${mailPageUrl} `;
  return `${url}${mail}npm run demo`;
}

function folder(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : `${near || '.'} (delete it to begin anew)`;
}
