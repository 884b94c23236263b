import { inflateSync } from 'node:zlib';

/** The text of a PDF in the order in which it was drawn; each piece of a line on a line of its own. */
export function pdfText(file: Buffer): string {
  const objects = objectsOf(file);
  const pieces: string[] = [];
  for (const { dictionary, stream } of objects.values()) {
    if (!/\/Type\s*\/Page\b/.test(dictionary)) continue;
    const fonts = fontsOf(dictionary, objects);
    const content = objects.get(/\/Contents (\d+) 0 R/.exec(dictionary)?.[1] ?? '')?.stream ?? stream;
    pieces.push(...drawn(content.toString('latin1'), fonts));
  }
  return pieces.join('\n');
}

interface PdfObject {
  dictionary: string;
  stream: Buffer;
}

type Glyphs = Map<number, string>;

function objectsOf(file: Buffer): Map<string, PdfObject> {
  const text = file.toString('latin1');
  const objects = new Map<string, PdfObject>();
  for (const match of text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [, id = '', body = ''] = match;
    const [dictionary = '', data] = body.split(/\nstream\n/, 2);
    const raw = Buffer.from((data ?? '').replace(/\nendstream$/, ''), 'latin1');
    objects.set(id, { dictionary, stream: dictionary.includes('/FlateDecode') ? inflateSync(raw) : raw });
  }
  return objects;
}

function fontsOf(page: string, objects: Map<string, PdfObject>): Map<string, Glyphs> {
  const resources = objects.get(/\/Resources (\d+) 0 R/.exec(page)?.[1] ?? '')?.dictionary ?? page;
  const fonts = new Map<string, Glyphs>();
  for (const [, name = '', id = ''] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const toUnicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id)?.dictionary ?? '')?.[1] ?? '';
    fonts.set(name, glyphsOf(objects.get(toUnicode)?.stream.toString('latin1') ?? ''));
  }
  return fonts;
}

/** `<0000> <00ff> [<0000> <0041> …]` in the ToUnicode map of a font. */
function glyphsOf(map: string): Glyphs {
  const glyphs: Glyphs = new Map();
  for (const [, from = '', list = ''] of map.matchAll(/<([0-9a-f]{4})>\s*<[0-9a-f]{4}>\s*\[([^\]]*)\]/gi)) {
    for (const [offset, [, hex = '']] of [...list.matchAll(/<([0-9a-f ]*)>/gi)].entries()) {
      const units = hex.replaceAll(' ', '').match(/.{4}/g) ?? [];
      glyphs.set(parseInt(from, 16) + offset, String.fromCharCode(...units.map((unit) => parseInt(unit, 16))));
    }
  }
  return glyphs;
}

function drawn(content: string, fonts: Map<string, Glyphs>): string[] {
  const pieces: string[] = [];
  let glyphs: Glyphs = new Map();
  for (const [, font, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (font) glyphs = fonts.get(font) ?? new Map();
    if (shown === undefined) continue;
    const ids = [...shown.matchAll(/<([0-9a-f]+)>/gi)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []);
    pieces.push(ids.map((id) => glyphs.get(parseInt(id, 16)) ?? '').join(''));
  }
  return pieces;
}

/** What is filled with rectangles on the first page that has any, as pixels of four bytes: a QR code drawn as a vector. */
export function pdfPixels(file: Buffer, scale = 3): { data: Uint8ClampedArray; width: number; height: number } {
  const [width, height] = [595 * scale, 842 * scale];
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const { stream } of objectsOf(file).values()) {
    const runs = [...stream.toString('latin1').matchAll(/([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re/g)];
    for (const [, ...numbers] of runs) {
      const [x = 0, y = 0, w = 0, h = 0] = numbers.map((number) => Number(number) * scale);
      const [from, to] = [Math.round(x), Math.round(x + w)];
      for (let row = Math.round(y); row < Math.round(y + h); row++)
        new Uint32Array(data.buffer).fill(0xff000000, row * width + from, row * width + to);
    }
    if (runs.length > 0) break;
  }
  return { data, width, height };
}
