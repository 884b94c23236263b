import { create } from 'xmlbuilder2';
import type { FrabDay, FrabSchedule, FrabSession } from './frab-writer.js';

/** The same schedule as schedule.xml (c3voc.de/schedule/schema.xsd). Characters that XML cannot carry are left out. */
export function toScheduleXml(frab: FrabSchedule): string {
  const { version, conference } = frab.schedule;
  const schedule = {
    generator: { '@name': frab.generator.name },
    version,
    conference: {
      title: conference.title,
      acronym: conference.acronym,
      start: conference.start,
      end: conference.end,
      days: conference.daysCount,
      timeslot_duration: conference.timeslot_duration,
      url: conference.url,
      ...(conference.time_zone_name !== undefined && { time_zone_name: conference.time_zone_name }),
      track: conference.tracks.map(({ name }) => ({ '@name': name })),
    },
    day: conference.days.map((day) => dayOf(day, conference.rooms)),
  };
  return create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '' }, { schedule }).end({
    prettyPrint: true,
  });
}

function dayOf(day: FrabDay, rooms: readonly { name: string; guid: string }[]) {
  const guids = new Map(rooms.map((room) => [room.name, room.guid]));
  return {
    '@index': day.index,
    '@date': day.date,
    '@start': day.day_start,
    '@end': day.day_end,
    room: Object.entries(day.rooms).map(([name, sessions]) => ({
      '@name': name,
      ...(guids.has(name) && { '@guid': guids.get(name) }),
      event: sessions.map(sessionOf),
    })),
  };
}

function sessionOf(session: FrabSession) {
  return {
    '@guid': session.guid,
    '@id': session.id,
    room: session.room,
    title: session.title,
    subtitle: session.subtitle,
    type: session.type,
    date: session.date,
    start: session.start,
    duration: session.duration,
    abstract: session.abstract,
    track: session.track ?? '',
    language: session.language ?? '',
    description: session.description,
    persons: { person: session.persons.map(({ guid, name }) => ({ '@guid': guid, '#': name })) },
    links: { link: session.links.map(({ url, title }) => ({ '@href': url, '#': title })) },
    url: session.url,
  };
}
