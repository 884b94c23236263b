/** A small generator with a seed, so that every demo invites the same people. mulberry32, public domain (Tommy Ettinger, 2017). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const given = {
  ru: [
    'Анна',
    'Борис',
    'Вера',
    'Глеб',
    'Дарья',
    'Егор',
    'Жанна',
    'Захар',
    'Ирина',
    'Кирилл',
    'Лариса',
    'Марат',
    'Нина',
    'Олег',
    'Полина',
    'Руслан',
    'Софья',
    'Тимур',
    'Ульяна',
    'Фёдор',
  ],
  en: [
    'Alice',
    'Ben',
    'Chloe',
    'David',
    'Emma',
    'Farid',
    'Grace',
    'Hugo',
    'Isla',
    'Jonas',
    'Kira',
    'Liam',
    'Maya',
    'Noah',
    'Olive',
    'Priya',
    'Quinn',
    'Rosa',
    'Sami',
    'Tara',
  ],
};
const family = {
  ru: [
    'Орлов',
    'Ким',
    'Белых',
    'Гринь',
    'Дурново',
    'Ткач',
    'Живаго',
    'Черных',
    'Мельник',
    'Коваль',
    'Седых',
    'Мороз',
    'Шевченко',
    'Бондарь',
    'Лось',
  ],
  en: [
    'Archer',
    'Baker',
    'Clarke',
    'Diaz',
    'Evans',
    'Fischer',
    'Garcia',
    'Hansen',
    'Ito',
    'Jensen',
    'Khan',
    'Lopez',
    'Meyer',
    'Novak',
    "O'Neil",
  ],
};
const cities = ['Москва', 'Санкт-Петербург', 'Казань', 'Новосибирск', 'Berlin'];
const interests = ['databases', 'testing', 'design', 'data', 'security', 'frontend'];
const events = ['Data Evening 11@2026-02-12', 'Data Evening 12@2026-05-21', 'Data Evening 13@2026-09-17'];

export interface Person {
  email: string;
  name: string;
  locale: 'ru' | 'en';
  csv: string;
}

/** People of a community: two thirds write Russian, most gave consent to invitations, about half came before. */
export function community(size: number): Person[] {
  const random = randomOf(2027);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: size }, (_, index) => {
    const locale = random() < 0.66 ? 'ru' : 'en';
    const name = `${pick(given[locale])} ${pick(family[locale])}`;
    const email = `person${String(index + 1).padStart(3, '0')}@example.org`;
    const liked = interests.filter(() => random() < 0.35).join(';');
    const tags = [random() < 0.1 ? 'speaker' : '', random() < 0.12 ? 'volunteer' : '', random() < 0.04 ? 'staff' : '']
      .filter(Boolean)
      .join(';');
    const consent = [random() < 0.85 ? 'event-invitations' : '', random() < 0.5 ? 'survey' : '']
      .filter(Boolean)
      .join(';');
    const came = events.filter(() => random() < 0.3).join(';');
    return {
      email,
      name,
      locale,
      csv: [email, `"${name}"`, pick(cities), locale, tags, liked, consent, came].join(','),
    };
  });
}

/** The file as it would come out of a spreadsheet, with rows in it that nobody should swallow. */
export function contactFile(people: readonly Person[]): string {
  const bad = [
    'not-an-address,"Нет Адреса",Москва,ru,,,event-invitations,',
    ',"Кто это",Казань,ru,,,,',
    `${people[0]?.email},"Дважды в файле",Москва,ru,,,,`,
    'purpose@example.org,"Wrong Purpose",Berlin,en,,,selling-data,',
    'date@example.org,"Wrong Date",Berlin,en,,,,Data Evening 11@2026-02-30',
    'locale@example.org,"Wrong Language",Berlin,xx,,,,',
  ];
  return ['email,name,city,locale,tags,interests,consent,attended', ...people.map((person) => person.csv), ...bad].join(
    '\n',
  );
}
