import type { Commands } from './commands.js';
import { type Answer, type Ask, header, json, readObject } from './exchange.js';
import type { Fault } from './faults.js';
import type { Forgery } from './forgery.js';
import type { Account } from './model.js';
import { Refused } from './till.js';

/** `POST /control` with `{"do": …}`; other members are those of the method that it stands for. */
type Command =
  | { do: 'pay'; ref: string; late?: boolean; twice?: boolean; anyway?: boolean }
  | { do: 'refuse'; ref: string }
  | { do: 'settle'; ref: string; arrives?: boolean }
  | { do: 'expire'; ref: string }
  | { do: 'refund'; ref: string; amount?: number }
  | { do: 'finish-refund'; ref: string; succeeds?: boolean }
  | { do: 'refunds-wait'; on: boolean }
  | { do: 'chargeback'; ref: string; amount?: number }
  | { do: 'reinstate'; ref: string }
  | { do: 'forget-keys'; on: boolean }
  | { do: 'hold' }
  | { do: 'release'; order?: 'sent' | 'reversed' | 'shuffled'; copies?: number; only?: string }
  | { do: 'delay'; milliseconds: number }
  | ({ do: 'fault' } & Fault)
  | { do: 'clear-faults' }
  | ({ do: 'forge' } & Forgery);

/** The commands of the simulator over HTTP, for people with curl and for tests in other processes. */
export async function control(commands: Commands, ask: Ask): Promise<Answer> {
  // A page of another site cannot send this type without asking first, and nobody answers that it may.
  if (!header(ask, 'content-type')?.startsWith('application/json'))
    return json(415, { error: 'Send application/json' });
  const body = readObject(ask.body);
  if (!body) return json(400, { error: 'Send a JSON object' });
  try {
    if (ask.path === '/control/accounts') return json(201, commands.register(body as unknown as Account));
    return json(200, { result: (await run(commands, body as unknown as Command)) ?? null });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return json(error instanceof Refused && error.why === 'unknown' ? 404 : 409, { error: error.message });
  }
}

function run(commands: Commands, command: Command): unknown {
  switch (command.do) {
    case 'pay':
      return commands.pay(command.ref, command);
    case 'refuse':
      return commands.refuse(command.ref);
    case 'settle':
      return commands.settle(command.ref, command.arrives);
    case 'expire':
      return commands.expire(command.ref);
    case 'refund':
      return commands.refund(command.ref, command.amount);
    case 'chargeback':
      return commands.chargeBack(command.ref, command.amount);
    case 'forge':
      return commands.forge(command);
    default:
      return arrange(commands, command);
  }
}

type Arrangement = Exclude<Command, { do: 'pay' | 'refuse' | 'settle' | 'expire' | 'refund' | 'chargeback' | 'forge' }>;

function arrange(commands: Commands, command: Arrangement): unknown {
  switch (command.do) {
    case 'finish-refund':
      return commands.finishRefund(command.ref, command.succeeds);
    case 'refunds-wait':
      return commands.letRefundsWait(command.on);
    case 'reinstate':
      return commands.reinstate(command.ref);
    case 'forget-keys':
      return commands.forgetKeys(command.on);
    case 'hold':
      return commands.notifications.hold();
    case 'release':
      return commands.notifications.release(command);
    case 'delay':
      commands.notifications.delay = command.milliseconds;
      return undefined;
    case 'fault':
      return commands.faults.add(command);
    case 'clear-faults':
      return commands.faults.clear();
    default:
      throw new Error('There is no such command');
  }
}
