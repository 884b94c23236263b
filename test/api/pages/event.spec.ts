import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { draftEvent, publishedEvent } from '../../support/given.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization({ name: 'Вечера <данных> & друзей' });
});
afterAll(() => t.stop());

const show = (path: string, language = 'ru') =>
  t.visitor.get(path, { accept: 'text/html', 'accept-language': language });

async function withPlaces(eventId: string, size: number | null, type: Record<string, unknown> = {}): Promise<void> {
  const quota = await org.owner.post(`/v1/events/${eventId}/quotas`, { name: 'Hall', size });
  expect(quota.status).toBe(201);
  const made = await org.owner.post(`/v1/events/${eventId}/ticket-types`, {
    name: { en: 'Hall seat', ru: 'Место в зале' },
    quotaIds: [quota.body.id],
    ...type,
  });
  expect(made.status).toBe(201);
}

describe('the page of an event', () => {
  it('says what, when, where and what is left, in the reader’s language', async () => {
    const event = await publishedEvent(org.owner, {
      description: { ru: 'Первый абзац.\n\nВторой <b>абзац</b>.' },
      accessibility: { en: 'Lift to every floor' },
    });
    await withPlaces(event.id, 21);
    const russian = await show(`/e/${event.slug}`);
    expect(russian.status).toBe(200);
    expect(russian.headers.get('content-language')).toBe('ru');
    expect(russian.body).toContain('<html lang="ru">');
    expect(russian.body).toContain('<h1>Вечер данных</h1>');
    expect(russian.body).toContain('Вечера &lt;данных&gt; &amp; друзей');
    expect(russian.body).toMatch(/datetime="2037-03-14T18:00:00\+03:00">суббота, 14 марта 2037\sг\., 18:00–21:00</);
    expect(russian.body).toContain('Москва, стандартное время (GMT+3)');
    expect(russian.body).toContain('Осталось 21 место');
    expect(russian.body).toContain('Второй &lt;b&gt;абзац&lt;/b&gt;.');
    expect(russian.body).toContain('<p lang="en">Lift to every floor</p>');
    expect(russian.body).not.toContain('https://meet.example.org/data');
    const english = await show(`/e/${event.slug}?lang=en`);
    expect(english.body).toContain('<h1>Data evening</h1>');
    expect(english.body).toContain('21 places left');
    expect(english.body).toContain('<p lang="ru">Первый абзац.</p>');
    expect(english.body).toContain(`href="/e/${event.slug}/register?lang=en"`);
  });

  it('tells search engines about it in schema.org’s words', async () => {
    const event = await publishedEvent(org.owner, {
      languages: ['en'],
      title: { en: 'Meetup </script><script>alert(1)</script>' },
    });
    await withPlaces(event.id, 5);
    const { body } = await show(`/e/${event.slug}`, 'en');
    const data = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(body)?.[1] ?? '';
    expect(body.match(/<script/g)).toHaveLength(1);
    expect(JSON.parse(data)).toMatchObject({
      '@type': 'Event',
      name: 'Meetup </script><script>alert(1)</script>',
      startDate: '2037-03-14T18:00:00+03:00',
      url: `${t.url}/e/${event.slug}`,
      organizer: { name: 'Вечера <данных> & друзей' },
      offers: { availability: 'https://schema.org/InStock' },
    });
    expect(body).toContain(`<link rel="alternate" hreflang="ru" href="${t.url}/e/${event.slug}?lang=ru">`);
    expect(body).not.toContain('noindex');
  });

  it('shows the released agenda on the event’s clock, and no draft of it', async () => {
    const event = await publishedEvent(org.owner);
    const room = await org.owner.post(`/v1/events/${event.id}/rooms`, { name: 'Большой зал' });
    const session = {
      kind: 'talk',
      roomId: room.body.id,
      startsAt: '2037-03-14T18:30',
      durationMinutes: 30,
      persons: ['Ольга Седова'],
    };
    const made = await org.owner.post(`/v1/events/${event.id}/agenda/sessions`, {
      ...session,
      title: { de: 'Karten' },
    });
    expect(made.status).toBe(201);
    expect((await show(`/e/${event.slug}`)).body).not.toContain('Karten');
    expect((await org.owner.post(`/v1/events/${event.id}/agenda/releases`, { name: '1.0' })).status).toBe(201);
    const { body } = await show(`/e/${event.slug}`);
    expect(body).toMatch(
      /<time datetime="2037-03-14T18:30:00\+03:00">18:30–19:00<\/time><div><strong lang="de">Karten<\/strong><span>Ольга Седова<\/span>/,
    );
  });

  it('says why nobody can register, and what to do', async () => {
    const soon = await publishedEvent(org.owner);
    await withPlaces(soon.id, 5, { saleStartsAt: '2037-01-10T09:00:00Z' });
    const early = await show(`/e/${soon.slug}`);
    expect(early.body).toMatch(
      /Регистрация откроется: суббота, 10 января 2037\sг\. в 12:00, Москва, стандартное время/,
    );
    expect(early.body).not.toContain('/register');
    const full = await publishedEvent(org.owner);
    await withPlaces(full.id, 0);
    expect((await show(`/e/${full.slug}`)).body).toContain('Места освобождаются, когда кто-то отменяет регистрацию');
  });

  it('stays when the event is cancelled, and says so', async () => {
    const event = await publishedEvent(org.owner);
    await withPlaces(event.id, 5);
    expect(
      (await org.owner.post(`/v1/events/${event.id}/cancellation`, { notify: false, reason: 'Illness' })).status,
    ).toBe(200);
    const { status, body } = await show(`/e/${event.slug}`);
    expect(status).toBe(200);
    expect(body).toContain('Событие отменено.');
    expect(body).toContain('EventCancelled');
    expect(body).not.toContain('/register');
  });

  it('is not there for a draft', async () => {
    const event = await draftEvent(org.owner);
    const answer = await show(`/e/${event.slug}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});
