import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, Client } from './client.js';

/** Somebody who asks again where they are told that it is too busy: nothing was done then. Says how often they had to. */
export class PatientClient extends Client {
  askedAgain = 0;

  constructor(private readonly who: Client) {
    super(who.url);
  }

  override async send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      const answer = await this.who.send(method, path, body, headers);
      if (answer.status !== 503 || tries === 100) return answer;
      this.askedAgain++;
      await pause(100);
    }
  }
}
