import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const file = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(file)).buffer } });

/** What a scanner reads in a picture, or in pixels of four bytes; null where there is no QR code. */
export async function readQr(
  picture: Buffer | { data: Uint8ClampedArray; width: number; height: number },
): Promise<string | null> {
  const input = Buffer.isBuffer(picture) ? new Uint8Array(picture) : (picture as unknown as ImageData);
  const [code] = await readBarcodes(input, { formats: ['QRCode'] });
  return code?.text ?? null;
}

/** The pixels of an SVG that the qrcode package wrote: runs of black, one module high. */
export function pixelsOf(svg: string, scale = 4): { data: Uint8ClampedArray; width: number; height: number } {
  const width = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]) * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  const path = /<path stroke="#000000" d="([^"]+)"/.exec(svg)?.[1] ?? '';
  let [x, y] = [0, 0];
  for (const [, command = '', a = '0', b = '0'] of path.matchAll(/([Mmh])\s?(-?[\d.]+)(?:[ ,](-?[\d.]+))?/g)) {
    if (command === 'M') [x, y] = [Number(a), Number(b)];
    if (command === 'm') [x, y] = [x + Number(a), y + Number(b)];
    if (command === 'h') {
      for (let row = (y - 0.5) * scale; row < (y + 0.5) * scale; row++)
        blacken(data, row * width + x * scale, Number(a) * scale);
      x += Number(a);
    }
  }
  return { data, width, height: width };
}

function blacken(data: Uint8ClampedArray, from: number, pixels: number): void {
  for (let pixel = from; pixel < from + pixels; pixel++) data.fill(0, pixel * 4, pixel * 4 + 3);
}
