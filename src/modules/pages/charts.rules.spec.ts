import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type Chart, barChart, columnChart, funnelChart, reachChart, scaled } from './charts.rules.js';

const named = { id: 'c', title: 'A chart', description: 'What is in it' };
const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });

/** No shape leaves the drawing or has a negative size, whatever the numbers are. */
function expectInside({ width, height, shapes }: Chart): void {
  for (const shape of shapes) {
    if (shape.kind === 'rect') {
      expect(shape.width).toBeGreaterThanOrEqual(0);
      expect(shape.height).toBeGreaterThanOrEqual(0);
      expect(shape.x).toBeGreaterThanOrEqual(0);
      expect(shape.x + shape.width).toBeLessThanOrEqual(width + 0.2);
      expect(shape.y).toBeGreaterThanOrEqual(0);
      expect(shape.y + shape.height).toBeLessThanOrEqual(height);
    }
    if (shape.kind === 'words') {
      expect(shape.x).toBeGreaterThanOrEqual(0);
      expect(shape.x).toBeLessThanOrEqual(width);
      expect(shape.y).toBeGreaterThan(0);
      expect(shape.y).toBeLessThanOrEqual(height);
    }
  }
}

const rects = (chart: Chart, look: string) =>
  chart.shapes.filter((shape) => shape.kind === 'rect' && shape.look === look) as { x: number; width: number }[];

describe('charts', () => {
  it('draw every shape inside the drawing', () => {
    const count = fc.option(fc.nat(1_000_000));
    const interval = fc.option(
      fc.tuple(number, number).map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) })),
    );
    const target = fc.option(number.map((value) => ({ value, shown: 'target' })));
    fc.assert(
      fc.property(fc.array(count, { maxLength: 5 }), (counts) =>
        expectInside(
          funnelChart(
            named,
            counts.map((one) => ({ label: 'l', count: one, shown: 's' })),
          ),
        ),
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.nat(50_000), { maxLength: 11 }), (counts) =>
        expectInside(
          columnChart(
            named,
            counts.map((one) => ({ label: 'l', count: one, look: 'x' })),
          ),
        ),
      ),
    );
    fc.assert(
      fc.property(
        number,
        interval,
        target,
        fc.option(fc.constant([-100, 100] as const)),
        (value, between, goal, range) =>
          expectInside(reachChart(named, { value, shown: 's', interval: between, target: goal, range })),
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.array(number, { maxLength: 3 }), { maxLength: 3 }), (groups) =>
        expectInside(
          barChart(
            named,
            groups.map((values) => ({
              label: 'g',
              bars: values.map((value) => ({ value, shown: 's', look: 'main' })),
            })),
          ),
        ),
      ),
    );
  });

  it('draw lengths in proportion', () => {
    const chart = funnelChart(
      named,
      [400, 100, null, 0].map((count) => ({ label: 'l', count, shown: 's' })),
    );
    expect(rects(chart, 'main').map((bar) => bar.width)).toEqual([400, 100, 0, 0]);
  });

  it('draw losses to the left of nought and gains to the right', () => {
    const [loss, gain] = rects(
      barChart(named, [
        {
          label: 'g',
          bars: [
            { value: -50, shown: '', look: 'main' },
            { value: 100, shown: '', look: 'main' },
          ],
        },
      ]),
      'main',
    );
    expect((loss?.x ?? 0) + (loss?.width ?? 0)).toBeCloseTo(gain?.x ?? NaN, 1);
    expect(gain?.width).toBeCloseTo(2 * (loss?.width ?? NaN), 0);
  });

  it('put the target where its value lies', () => {
    const chart = reachChart(named, {
      value: 0,
      shown: '0',
      interval: null,
      target: { value: 50, shown: '50' },
      range: [-100, 100],
    });
    expect(chart.shapes).toContainEqual(expect.objectContaining({ kind: 'line', x1: 296, look: 'target' }));
  });
});

describe('scaled', () => {
  it('keeps order and ends', () => {
    fc.assert(
      fc.property(fc.tuple(number, number, number), (values) => {
        const [low, middle, high] = values.toSorted((a, b) => a - b) as [number, number, number];
        fc.pre(low < high);
        const x = scaled([low, high], [0, 400]);
        expect([x(low), x(high)]).toEqual([0, 400]);
        expect(x(middle)).toBeGreaterThanOrEqual(0);
        expect(x(middle)).toBeLessThanOrEqual(400);
      }),
    );
  });
});
