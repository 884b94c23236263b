import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, Client } from '../support/client.js';

/** Somebody who asks again where they are told that it is too busy: nothing was done then, so nothing of it is in the model. */
export class PatientClient extends Client {
  constructor(private readonly who: Client) {
    super(who.url);
  }

  override async send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      const answer = await this.who.send(method, path, body, headers);
      if (answer.status !== 503 || tries === 100) return answer;
      await pause(100);
    }
  }
}
