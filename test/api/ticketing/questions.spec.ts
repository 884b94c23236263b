import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { draftEvent } from '../../support/given.js';
import { type TicketedEvent, orderOf, ticketedEvent, tokenOf } from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

const options = (...values: string[]) => values.map((value) => ({ value, label: { en: value } }));
const ask = (event: { id: string }, key: string, rest: Record<string, unknown> = {}) =>
  org.owner.post(`/v1/events/${event.id}/questions`, {
    key,
    kind: 'text',
    scope: 'order',
    label: { en: key },
    ...rest,
  });
const keys = async (event: { id: string }) =>
  (await org.owner.get(`/v1/events/${event.id}/questions`)).body.items.map((item: { key: string }) => item.key);

describe('the questions of an event', () => {
  it('are asked in an order that can be changed', async () => {
    const event = await draftEvent(org.owner);
    for (const key of ['a', 'b', 'c']) await ask(event, key);
    const { body } = await ask(event, 'd', { required: true });
    expect(body).toMatchObject({ key: 'd', kind: 'text', required: true, options: [], condition: null, position: 4 });
    expect((await org.owner.change(`/v1/questions/${body.id}`, { position: 2 })).body.position).toBe(2);
    expect(await keys(event)).toEqual(['a', 'd', 'b', 'c']);
    expect((await org.owner.delete(`/v1/questions/${body.id}`)).status).toBe(204);
    expect(await keys(event)).toEqual(['a', 'b', 'c']);
  });

  it('never contradict themselves, whatever is added, moved, changed or removed', async () => {
    const event = await draftEvent(org.owner);
    const condition = { questionKey: 'meal', anyOf: ['other'] };
    expect(await ask(event, 'wish', { condition })).toBeProblem(422, 'ticketing/questions-inconsistent');
    const meal = (await ask(event, 'meal', { kind: 'choice', options: options('none', 'other') })).body;
    const wish = (await ask(event, 'wish', { condition })).body;
    const refused = [
      await org.owner.change(`/v1/questions/${wish.id}`, { position: 1 }),
      await org.owner.change(`/v1/questions/${meal.id}`, { options: options('none', 'vegan') }),
      await org.owner.change(`/v1/questions/${wish.id}`, { condition: { questionKey: 'meal', anyOf: [true] } }),
      await org.owner.delete(`/v1/questions/${meal.id}`),
    ];
    for (const answer of refused) expect(answer).toBeProblem(422, 'ticketing/questions-inconsistent');
    expect(refused[3]?.body.faults).toEqual([{ key: 'wish', detail: 'Depends on meal, which is not asked before it' }]);
    expect((await org.owner.change(`/v1/questions/${wish.id}`, { condition: null })).body.condition).toBeNull();
    expect((await org.owner.delete(`/v1/questions/${meal.id}`)).status).toBe(204);
  });

  it('have keys of their own, and are changed by who has read them', async () => {
    const event = await draftEvent(org.owner);
    const { body } = await ask(event, 'badge');
    expect(await ask(event, 'badge')).toBeProblem(409, 'ticketing/question-key-taken');
    expect(await ask(event, 'Bad Key')).toBeProblem(422, 'request/invalid');
    const path = `/v1/questions/${body.id}`;
    expect(await org.owner.patch(path, { required: true })).toBeProblem(428, 'request/if-match-required');
    expect((await org.owner.patch(path, { required: true }, { 'if-match': '"1"' })).status).toBe(200);
    expect(await org.owner.patch(path, { required: false }, { 'if-match': '"1"' })).toBeProblem(
      412,
      'request/version-conflict',
    );
    expect(await org.owner.change(path, { kind: 'number' })).toBeProblem(422, 'request/invalid');
  });
});

describe('answers', () => {
  let event: TicketedEvent;
  beforeAll(async () => {
    event = await ticketedEvent(org.owner, { size: 100 });
    await ask(event, 'meal', { kind: 'choice', required: true, options: options('none', 'vegan', 'other') });
    await ask(event, 'wish', { required: true, condition: { questionKey: 'meal', anyOf: ['other'] } });
    await ask(event, 'shirt', { kind: 'choice', scope: 'attendee', required: true, options: options('S', 'M') });
    await ask(event, 'allergy', {
      scope: 'attendee',
      required: true,
      condition: { questionKey: 'meal', anyOf: ['vegan', 'other'] },
    });
  });

  const place = (answers: object, ...ticketAnswers: object[]) => {
    const tickets = ticketAnswers.map((each) => ({
      ticketTypeId: event.ticketTypeId,
      attendee: { name: 'Guest' },
      answers: each,
    }));
    return t.visitor.post(`/v1/public/events/${event.slug}/orders`, orderOf(event, { answers, tickets }));
  };

  it('are shown to who registers, as questions', async () => {
    const { body } = await t.visitor.get(`/v1/public/events/${event.slug}/questions`);
    expect(body.items.map((item: { key: string; scope: string }) => [item.key, item.scope])).toEqual([
      ['meal', 'order'],
      ['wish', 'order'],
      ['shirt', 'attendee'],
      ['allergy', 'attendee'],
    ]);
  });

  it('are required where their condition asks for them, of each attendee', async () => {
    const answer = await place({ meal: 'vegan' }, { shirt: 'S', allergy: 'nuts' }, { shirt: 'L' });
    expect(answer).toBeProblem(422, 'ticketing/answers-invalid');
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual([
      '/tickets/1/answers/shirt',
      '/tickets/1/answers/allergy',
    ]);
    expect(await place({ meal: 'other' }, { shirt: 'S', allergy: 'nuts' })).toBeProblem(
      422,
      'ticketing/answers-invalid',
    );
    expect(await place({ meal: 'none', colour: 'red' }, { shirt: 'S' })).toBeProblem(422, 'ticketing/answers-invalid');
  });

  it('to questions that a condition hides are dropped', async () => {
    const answer = await place({ meal: 'none', wish: 'no nuts' }, { shirt: 'S', allergy: 'nuts' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ answers: { meal: 'none' }, tickets: [{ answers: { shirt: 'S' } }] });
    expect(answer.body.answers).not.toHaveProperty('wish');
    expect(answer.body.tickets[0].answers).not.toHaveProperty('allergy');
  });

  it('may be changed later, and what they lead to is asked then', async () => {
    const { body } = await place({ meal: 'none' }, { shirt: 'S' });
    const path = `/v1/public/orders/${tokenOf(body)}`;
    const refused = await t.visitor.change(path, { answers: { meal: 'vegan' } });
    expect(refused).toBeProblem(422, 'ticketing/answers-invalid');
    expect(refused.body.pointer).toBe('/tickets/0/answers/allergy');
    const tickets = [{ id: body.tickets[0].id, answers: { shirt: 'M', allergy: 'nuts' } }];
    const changed = await t.visitor.change(path, { answers: { meal: 'vegan' }, tickets });
    expect(changed.body).toMatchObject({
      answers: { meal: 'vegan' },
      tickets: [{ answers: { shirt: 'M', allergy: 'nuts' } }],
    });
    const back = await t.visitor.change(path, { answers: { meal: 'none' } });
    expect(back.body.tickets[0].answers).toEqual({ shirt: 'M' });
  });

  it('to questions that are gone since keep nobody from changing the others', async () => {
    const own = await ticketedEvent(org.owner);
    const { id } = (await ask(own, 'old')).body;
    await ask(own, 'new');
    const order = (
      await t.visitor.post(`/v1/public/events/${own.slug}/orders`, orderOf(own, { answers: { old: 'x', new: 'y' } }))
    ).body;
    await org.owner.delete(`/v1/questions/${id}`);
    const path = `/v1/public/orders/${tokenOf(order)}`;
    expect((await t.visitor.change(path, { name: 'Anna' })).body.answers).toEqual({ old: 'x', new: 'y' });
    expect((await t.visitor.change(path, { answers: { new: 'z' } })).body.answers).toEqual({ new: 'z' });
  });

  it('with characters that no text has are refused, not failed', async () => {
    const own = await ticketedEvent(org.owner);
    await ask(own, 'note', { kind: 'long-text' });
    const send = (note: unknown) =>
      t.visitor.post(`/v1/public/events/${own.slug}/orders`, orderOf(own, { answers: { note } }));
    expect(await send('a\u0007b')).toBeProblem(422, 'ticketing/answers-invalid');
    expect(await send('a\ud800b')).toBeProblem(422, 'request/unstorable-text');
    expect((await send('line\nline\tword')).status).toBe(201);
  });
});
