import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isOpen, maskAddress, mostAtOnce, sortCandidates } from './invitation.rules.js';

const candidate = fc.record({ contactId: fc.nat(50).map(String), consented: fc.boolean(), doNotContact: fc.boolean() });
const audience = fc.uniqueArray(candidate, { selector: (person) => person.contactId });

describe('sorting an audience', () => {
  it('puts everybody under exactly one heading and invites only who agreed and was not asked', () => {
    fc.assert(
      fc.property(audience, fc.uniqueArray(fc.nat(50).map(String)), (people, before) => {
        const invited = new Set(before);
        const sorted = sortCandidates(people, invited);
        const headed = Object.values(sorted).flatMap((part: typeof people) => part.map((person) => person.contactId));
        expect(headed).toHaveLength(people.length);
        expect(new Set(headed)).toEqual(new Set(people.map((person) => person.contactId)));
        for (const person of sorted.invite)
          expect([person.consented, person.doNotContact, invited.has(person.contactId)]).toEqual([true, false, false]);
        const again = sortCandidates(people, new Set([...invited, ...sorted.invite.map((person) => person.contactId)]));
        expect(again.invite).toEqual([]);
      }),
    );
  });
});

it('invites no more at once than one request should, and the rest next time', () => {
  const people = Array.from({ length: mostAtOnce + 5 }, (_, index) => ({
    contactId: `c${index}`,
    consented: true,
    doNotContact: false,
  }));
  const first = sortCandidates(people, new Set());
  expect([first.invite.length, first.waiting.length]).toEqual([mostAtOnce, 5]);
  const second = sortCandidates(people, new Set(first.invite.map((person) => person.contactId)));
  expect(second.invite).toEqual(first.waiting);
});

it('ends with the event', () => {
  const endsAt = new Date('2027-03-14T18:00:00Z');
  const at = (minutes: number) => new Date(endsAt.getTime() + minutes * 60_000);
  expect([
    isOpen({ status: 'published', endsAt }, at(-1)),
    isOpen({ status: 'published', endsAt }, at(0)),
    isOpen({ status: 'draft', endsAt }, at(-1)),
  ]).toEqual([true, false, false]);
});

it('shows an address to its owner only', () => {
  expect(maskAddress('anna.orlova@example.org')).toBe('a…@example.org');
});
