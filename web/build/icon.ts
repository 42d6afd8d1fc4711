import { deflateSync } from "node:zlib";

/** The mark of `src/app/mark.svg` on its grid of 32: strokes as lines, two wide. */
const LINES: readonly (readonly [number, number])[][] = [
  [
    [8, 8.5],
    [24, 8.5],
  ],
  [
    [9.5, 8.5],
    [9.5, 23],
    [24.5, 23],
  ],
  [
    [14, 12.5],
    [23.5, 12.5],
  ],
  curve([14.5, 12.5], [14.5, 16.5], [13.8, 18.5], [12.2, 20.3]),
  [
    [14.3, 16.2],
    [23.5, 16.2],
  ],
  [
    [19, 16.2],
    [19, 22.2],
  ],
];
const TEAL = [15, 118, 110] as const;
const WHITE = [255, 255, 255] as const;
const SAMPLES = 3;

type Point = readonly [number, number];

function curve(a: Point, b: Point, c: Point, d: Point): Point[] {
  return Array.from({ length: 13 }, (_, step): Point => {
    const t = step / 12;
    const u = 1 - t;
    const at = (i: 0 | 1) =>
      u ** 3 * a[i] + 3 * u * u * t * b[i] + 3 * u * t * t * c[i] + t ** 3 * d[i];
    return [at(0), at(1)];
  });
}

function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const share = length ? ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length : 0;
  const t = Math.min(Math.max(share, 0), 1);
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
}

function onStroke(point: Point): boolean {
  return LINES.some((line) =>
    line.some((end, index) => {
      const next = line[index + 1];
      return next !== undefined && distance(point, end, next) <= 1;
    }),
  );
}

function inCorner([x, y]: Point, radius: number): boolean {
  const dx = Math.max(radius - x, x - (32 - radius), 0);
  const dy = Math.max(radius - y, y - (32 - radius), 0);
  return Math.hypot(dx, dy) <= radius;
}

/** The mark as a PNG of `size` pixels; `whole` fills the square and leaves room, for systems that cut the shape themselves. */
export function icon(size: number, whole: boolean): Buffer {
  const rows: Buffer[] = [];
  for (let y = 0; y < size; y += 1) {
    const row = Buffer.alloc(1 + size * 4);
    for (let x = 0; x < size; x += 1) row.set(pixel(x, y, size, whole), 1 + x * 4);
    rows.push(row);
  }
  return png(size, Buffer.concat(rows));
}

function pixel(x: number, y: number, size: number, whole: boolean): number[] {
  const sum = [0, 0, 0, 0];
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
    const place = (base: number, part: number) => ((base + (part + 0.5) / SAMPLES) / size) * 32;
    const point: Point = [place(x, sample % SAMPLES), place(y, Math.floor(sample / SAMPLES))];
    if (!whole && !inCorner(point, 6)) continue;
    const drawn: Point = whole ? [16 + (point[0] - 16) * 1.35, 16 + (point[1] - 16) * 1.35] : point;
    const color = onStroke(drawn) ? WHITE : TEAL;
    color.forEach((value, index) => {
      sum[index] = (sum[index] ?? 0) + value;
    });
    sum[3] = (sum[3] ?? 0) + 1;
  }
  const hits = sum[3] ?? 0;
  const mean = (value = 0) => (hits ? Math.round(value / hits) : 0);
  return [mean(sum[0]), mean(sum[1]), mean(sum[2]), Math.round((hits / SAMPLES ** 2) * 255)];
}

function png(size: number, raw: Buffer): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(raw, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, check]);
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1)
      value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}
