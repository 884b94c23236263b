import { Injectable } from '@nestjs/common';
import { toOffsetDateTime } from '../../kernel/time.js';
import { Database } from '../../platform/database/database.js';
import { momentText, zoneText } from '../../platform/texts/moments.rules.js';
import { PublicEventDto } from '../events/event.dto.js';
import { EventsService } from '../events/events.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import type { PublicWaitingRoomDto, RoomPlaceDto } from '../rooms/room.dto.js';
import { WaitingRoomsService } from '../rooms/rooms.service.js';
import { DoorsService } from './doors.service.js';
import { eventHead } from './event.view.js';
import type { LineView } from './line.view.js';
import type { PageRequest, Reader } from './page-request.js';
import { type PageAnswer, PagesService } from './pages.service.js';
import { pathIn } from './paths.js';
import { RoomGateService } from './room-gate.service.js';

interface RoomFacts {
  event: PublicEventDto;
  organization: string;
  room: PublicWaitingRoomDto;
  place: RoomPlaceDto | null;
  path: string;
}

/** Draws the waiting room: how far somebody has come, and when to look again. */
@Injectable()
export class RoomPagesService {
  constructor(
    private readonly db: Database,
    private readonly pages: PagesService,
    private readonly doors: DoorsService,
    private readonly events: EventsService,
    private readonly organizations: OrganizationsService,
    private readonly rooms: WaitingRoomsService,
    private readonly gate: RoomGateService,
  ) {}

  async show(slug: string, request: PageRequest): Promise<PageAnswer> {
    const { actor, eventId, path } = await this.doors.byAddress(slug);
    const shown = await this.db.read(actor, async (tx) => ({
      event: PublicEventDto.of(await this.events.getPublic(tx, actor, eventId)),
      organization: (await this.organizations.get(tx, actor)).name,
    }));
    const reader = this.pages.reader(request, { offered: shown.event.languages });
    const room = await this.rooms.showPublic(slug);
    if (!room.enabled) return { seeOther: pathIn(`${path}/register`, reader.locale) };
    const place = await this.gate.placeOf(slug, request);
    const view = roomView({ ...shown, room, place, path }, reader);
    return { locale: reader.locale, template: 'waiting', view };
  }
}

type Standing = 'outside' | 'early' | 'waiting' | 'stopped' | 'admitted' | 'over';

function standingOf(place: RoomPlaceDto | null): Standing {
  if (!place) return 'outside';
  if (place.state !== 'waiting') return place.state;
  if (place.position === null) return 'early';
  return place.expectedAt === null ? 'stopped' : 'waiting';
}

function roomView({ event, organization, room, place, path }: RoomFacts, reader: Reader): LineView {
  const { t } = reader;
  const standing = standingOf(place);
  const title = t(`room.${standing}.heading`);
  const position = place?.position ?? null;
  const waits = standing === 'early' || standing === 'waiting' || standing === 'stopped';
  return {
    // The position stands in the title, so that it is seen on the tab.
    page: {
      title: position === null ? title : `${position} · ${title}`,
      path: `${path}/room`,
      organization: { text: organization },
    },
    event: eventHead(event, reader),
    tone: standing === 'admitted' ? 'good' : 'calm',
    heading: title,
    text: [t(`room.${standing}.text`), ...(standing === 'outside' ? [t(`room.orders.${room.order}`)] : [])],
    facts: [
      ...(position === null ? [] : [{ name: t('room.position'), value: String(position), large: true }]),
      ...momentFacts(event, momentOf(room, place), reader),
    ],
    actions: actionsOf(standing, path, reader),
    after: waits ? [t('room.refreshes'), t('room.keep')] : [],
    ...(waits && place && { refresh: place.pollAfterSeconds }),
  };
}

/** What time there is to tell, and what it is the time of. */
function momentOf(room: PublicWaitingRoomDto, place: RoomPlaceDto | null): { at: string; of: string } | null {
  if (place?.admittedUntil) return { at: place.admittedUntil, of: 'until' };
  if (place?.expectedAt) return { at: place.expectedAt, of: place.position === null ? 'opens' : 'expected' };
  return !place && room.opensAt && room.admittedNumber === 0 ? { at: room.opensAt, of: 'opens' } : null;
}

function momentFacts(
  { timeZone }: PublicEventDto,
  moment: { at: string; of: string } | null,
  { locale, t }: Reader,
): LineView['facts'] {
  if (!moment) return [];
  const at = new Date(moment.at);
  const machine = toOffsetDateTime(at, timeZone);
  const value = momentText(at, timeZone, locale);
  return [{ name: t(`room.${moment.of}`), value, machine, hint: zoneText(at, timeZone, locale) }];
}

function actionsOf(standing: Standing, path: string, { locale, t }: Reader): LineView['actions'] {
  if (standing === 'admitted') return [{ label: t('room.goOn'), href: pathIn(`${path}/register`, locale), main: true }];
  if (standing === 'outside' || standing === 'over')
    return [{ label: t('room.enter'), href: pathIn(`${path}/room`, locale), post: true, main: true }];
  return [{ label: t('room.look'), href: pathIn(`${path}/room`, locale) }];
}
