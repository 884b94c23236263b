/** A part of a chart. Colours and type sizes are in the style sheet, under the class `look`. */
type Shape =
  | { kind: 'rect'; x: number; y: number; width: number; height: number; look: string }
  | { kind: 'line'; x1: number; y1: number; x2: number; y2: number; look: string }
  | { kind: 'dot'; cx: number; cy: number; look: string }
  | { kind: 'words'; x: number; y: number; text: string; anchor: 'start' | 'middle' | 'end'; look: string };

/** A drawing in its own coordinates, x to the right and y down, with its name and its content in words. */
export interface Chart {
  id: string;
  width: number;
  height: number;
  /** What it shows, and what is to be seen in it: read out instead of the drawing. */
  title: string;
  description: string;
  shapes: Shape[];
}

type Named = Pick<Chart, 'id' | 'title' | 'description'>;

/** Narrow enough to be read on a phone without being shrunk much. */
const width = 400;
const round = (value: number): number => Math.round(value * 10) / 10;

/** Maps a range of values to a range of coordinates; a range without extent maps to its start. */
export const scaled =
  ([low, high]: readonly [number, number], [from, to]: readonly [number, number]) =>
  (value: number): number =>
    high === low ? from : round(from + ((Math.min(high, Math.max(low, value)) - low) / (high - low)) * (to - from));

export interface FunnelBar {
  label: string;
  /** Null where the step was not taken. */
  count: number | null;
  /** The count as it is written, with its share. */
  shown: string;
}

/** One bar under the other, each as long as its count is to the largest. */
export function funnelChart(named: Named, bars: readonly FunnelBar[]): Chart {
  const row = 46;
  const x = scaled([0, Math.max(1, ...bars.map((bar) => bar.count ?? 0))], [0, width]);
  const shapes = bars.flatMap((bar, index): Shape[] => {
    const y = index * row;
    return [
      { kind: 'words', x: 0, y: y + 14, text: bar.label, anchor: 'start', look: 'label' },
      { kind: 'words', x: width, y: y + 14, text: bar.shown, anchor: 'end', look: 'figure' },
      { kind: 'rect', x: 0, y: y + 20, width, height: 16, look: 'track' },
      { kind: 'rect', x: 0, y: y + 20, width: x(bar.count ?? 0), height: 16, look: 'main' },
    ];
  });
  return { ...named, width, height: bars.length * row, shapes };
}

export interface Column {
  label: string;
  count: number;
  look: string;
}

/** Columns on one line, with their counts above and their labels below. */
export function columnChart(named: Named, columns: readonly Column[]): Chart {
  const [top, bottom] = [22, 142];
  const step = width / Math.max(1, columns.length);
  const tall = scaled([0, Math.max(1, ...columns.map((column) => column.count))], [0, bottom - top]);
  const shapes = columns.flatMap((column, index): Shape[] => {
    const [x, height] = [round(index * step), tall(column.count)];
    const middle = round(x + step / 2);
    return [
      { kind: 'rect', x: round(x + 3), y: round(bottom - height), width: round(step - 6), height, look: column.look },
      {
        kind: 'words',
        x: middle,
        y: round(bottom - height - 6),
        text: String(column.count),
        anchor: 'middle',
        look: 'figure',
      },
      { kind: 'words', x: middle, y: bottom + 18, text: column.label, anchor: 'middle', look: 'label' },
    ];
  });
  return {
    ...named,
    width,
    height: 166,
    shapes: [...shapes, { kind: 'line', x1: 0, y1: bottom, x2: width, y2: bottom, look: 'axis' }],
  };
}

export interface Reach {
  value: number;
  shown: string;
  interval: { low: number; high: number } | null;
  /** What was promised; none on a chart that only measures. */
  target: { value: number; shown: string } | null;
  /** The ends of the scale; without them it runs from nought to a little over the largest value. */
  range: readonly [number, number] | null;
  /** What stands at the ends, on a chart without a target. */
  ends?: readonly [string, string];
}

/** A value on its scale, with its interval and the target it is held against. */
export function reachChart(named: Named, reach: Reach): Chart {
  const [low, high] = reach.range ?? rangeOf(reach);
  const x = scaled([low, high], [8, width - 8]);
  const at = x(reach.value);
  const shapes: Shape[] = [{ kind: 'rect', x: 8, y: 26, width: width - 16, height: 12, look: 'track' }];
  if (reach.interval) {
    const from = x(reach.interval.low);
    shapes.push({
      kind: 'rect',
      x: from,
      y: 26,
      width: round(x(reach.interval.high) - from),
      height: 12,
      look: 'interval',
    });
  } else {
    const zero = x(0);
    shapes.push({
      kind: 'rect',
      x: Math.min(zero, at),
      y: 26,
      width: round(Math.abs(at - zero)),
      height: 12,
      look: 'main',
    });
  }
  if (reach.target) {
    const goal = x(reach.target.value);
    shapes.push({ kind: 'line', x1: goal, y1: 20, x2: goal, y2: 44, look: 'target' });
    shapes.push({ kind: 'words', ...placed(goal), y: 14, text: reach.target.shown, look: 'label' });
  }
  if (reach.ends) {
    shapes.push({ kind: 'words', x: 8, y: 14, text: reach.ends[0], anchor: 'start', look: 'label' });
    shapes.push({ kind: 'words', x: width - 8, y: 14, text: reach.ends[1], anchor: 'end', look: 'label' });
  }
  shapes.push({ kind: 'dot', cx: at, cy: 32, look: 'point' });
  shapes.push({ kind: 'words', ...placed(at), y: 58, text: reach.shown, look: 'figure' });
  return { ...named, width, height: 64, shapes };
}

function rangeOf({ value, interval, target }: Reach): readonly [number, number] {
  const all = [0, value, interval?.low ?? 0, interval?.high ?? 0, target?.value ?? 0];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const air = (high - low) * 0.1;
  return [low < 0 ? low - air : 0, high > 0 ? high + air : 1];
}

/** Words over a point that do not leave the drawing at its ends. */
const placed = (x: number): { x: number; anchor: 'start' | 'middle' | 'end' } =>
  x < 70
    ? { x: Math.min(x, 8), anchor: 'start' }
    : x > width - 70
      ? { x: width - 8, anchor: 'end' }
      : { x, anchor: 'middle' };

export interface BarGroup {
  label: string;
  bars: { value: number; shown: string; look: string }[];
}

/** Groups of bars from a common nought, which lies further right where values are negative. */
export function barChart(named: Named, groups: readonly BarGroup[]): Chart {
  const values = groups.flatMap((group) => group.bars.map((bar) => bar.value));
  const x = scaled([Math.min(0, ...values), Math.max(1, ...values)], [0, 200]);
  const zero = x(0);
  const shapes: Shape[] = [];
  let y = 0;
  for (const group of groups) {
    shapes.push({ kind: 'words', x: 0, y: y + 14, text: group.label, anchor: 'start', look: 'label' });
    y += 22;
    for (const bar of group.bars) {
      const [from, to] = [Math.min(zero, x(bar.value)), Math.max(zero, x(bar.value))];
      shapes.push({ kind: 'rect', x: from, y, width: round(to - from), height: 14, look: bar.look });
      shapes.push({ kind: 'words', x: round(to + 6), y: y + 12, text: bar.shown, anchor: 'start', look: 'figure' });
      y += 20;
    }
    y += 8;
  }
  return {
    ...named,
    width,
    height: y,
    shapes: [...shapes, { kind: 'line', x1: zero, y1: 0, x2: zero, y2: y, look: 'axis' }],
  };
}
