import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { type Tx, affected, one } from '../../platform/database/sql.js';
import { newId } from '../../platform/database/new-id.js';
import { wrongCredentials } from './identity.problems.js';

export interface Person {
  id: string;
  email: string;
  name: string;
}

/** What is verified where nobody has the address, so that the answer takes as long as for a wrong password. */
const nobody = await hash('nobody has this password');

/** People and their passwords (argon2id, 19 MiB, two passes: the library's default and OWASP's minimum). */
@Injectable()
export class People {
  /** The person with this address and password; refuses alike for an unknown address and a wrong password. */
  async known(tx: Tx, email: string, password: string): Promise<Person> {
    const found = await one<Person & { password_hash: string }>(
      tx,
      'select id, email, name, password_hash from users where email = $1',
      [email],
    );
    const right = await verify(found?.password_hash ?? nobody, password);
    if (!found || !right) throw wrongCredentials();
    return { id: found.id, email: found.email, name: found.name };
  }

  /** The person with this address, new or known; a known one must give the right password. */
  async knownOrNew(tx: Tx, input: { email: string; name: string; password: string }): Promise<Person> {
    const passwordHash = await hash(input.password);
    const person = { id: newId(), email: input.email, name: input.name };
    const written = await affected(
      tx,
      'insert into users (id, email, name, password_hash) values ($1, $2, $3, $4) on conflict (email) do nothing',
      [person.id, person.email, person.name, passwordHash],
    );
    return written === 1 ? person : this.known(tx, input.email, input.password);
  }
}
