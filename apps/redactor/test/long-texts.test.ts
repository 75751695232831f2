import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { createLog } from '@rollcall/telemetry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { analyze, findWhole, soughtBy } from '../src/analyze.ts';
import { type LongTexts, openLongTexts } from '../src/long-texts/long-texts.ts';
import { isLong, partsOf } from '../src/long-texts/parts.ts';
import { analyseInTurns, maskDocument } from '../src/mask-document.ts';
import { startRedactor } from './redactor-server.ts';

const log = createLog('test', 'silent');
const sought = soughtBy({});
const repeated = (unit: (at: number) => string, length: number): string => {
  const units: string[] = [];
  for (let sum = 0; sum < length; sum += units.at(-1)!.length) units.push(unit(units.length));
  return units.join('');
};

const names = ['Anna Kovacs', 'Peter Miller', 'Maria Lopez', 'John Schmidt'];
const letters = (at: number): string => String(at).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!);
/** A person and an address of their own in each line. */
const list = repeated((at) => `${names[at % 4]}, ${letters(at)}@example.org\n`, 600_000);

describe('a long text', () => {
  it('has parts that hold each place once and begin with a line', () => {
    const parts = partsOf(list);
    // Five, and the last two of them in halves.
    expect(parts).toHaveLength(7);
    expect(parts[0]).toMatchObject({ from: 0, start: 0 });
    expect(parts.at(-1)).toMatchObject({ to: list.length, end: list.length });
    for (const [at, { from, to, start, end }] of parts.entries()) {
      expect(to - from).toBeLessThan(131_072 + 4000);
      expect(from).toBe(parts[at - 1]?.to ?? 0);
      expect(list[from - 1] ?? '\n').toBe('\n');
      expect([start, end]).toEqual([Math.max(0, from - 2000), Math.min(list.length, to + 12_000)]);
    }
  });

  it('is cut between words where there are no lines, and anywhere but within a character where there are none', () => {
    const words = 'abcd '.repeat(60_000);
    for (const { from } of partsOf(words).slice(1)) expect(words[from - 1]).toBe(' ');
    const emoji = '\u{1f600}'.repeat(100_001);
    const cut = partsOf(`a${emoji}`)[1]!;
    expect(`a${emoji}`.codePointAt(cut.from)).toBe(0x1f600);
    expect(cut.from % 2).toBe(1);
  });

  it('is one part where it is not long, and so is one of nothing', () => {
    for (const text of ['', 'Anna', 'a'.repeat(131_072)]) {
      expect(isLong(text)).toBe(false);
      expect(partsOf(text)).toEqual([{ from: 0, to: text.length, start: 0, end: text.length }]);
    }
  });

  it('loses nothing at its cuts, and finds nothing twice', () => {
    const found = analyze(list);
    const values = (entity: string) =>
      found.filter((each) => each.entity === entity).map(({ start, end }) => list.slice(start, end));
    const lines = list.trimEnd().split('\n');
    expect(values('EMAIL_ADDRESS')).toEqual(lines.map((line) => line.split(', ')[1]));
    expect(values('PERSON')).toEqual(lines.map((line) => line.split(', ')[0]));
  });

  it('keeps a value whole that lies across a cut', () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n'.repeat(90)}-----END PRIVATE KEY-----`;
    const filler = repeated((at) => `Line ${letters(at)} says nothing.\n`, 99_000);
    const text = `${filler}${key}\n${filler}`;
    const cut = partsOf(text)[2]!.from;
    const start = filler.length;
    expect(start).toBeLessThan(cut);
    expect(start + key.length).toBeGreaterThan(cut);
    expect(analyze(text).filter((found) => found.end > start && found.start < start + key.length)).toEqual([
      expect.objectContaining({ start, end: start + key.length }),
    ]);
  });

  it('is read with the words in front of a cut', () => {
    const filler = 'nothing is said here and so on and '.repeat(2000);
    const text = `${filler}passport number 912803456 ${filler}`;
    const at = text.indexOf('912803456');
    const cuts = new Set<number>();
    // With units left out in front the cut comes to stand anywhere in the label and the number, and around them.
    for (let left = 0; left < 80; left += 1) {
      const rest = text.slice(left);
      cuts.add(partsOf(rest)[2]!.from + left - at);
      const found = analyze(rest, { entities: ['US_PASSPORT'] });
      expect(
        found.map(({ start }) => start + left),
        `without ${left}`,
      ).toEqual([at]);
    }
    expect(cuts).toContain(-'number '.length);
    expect(cuts).toContain(0);
  });
});

const open = (options: { threads: number; idleMs?: number }): LongTexts => {
  const longTexts = openLongTexts({ ...options, log });
  onTestFinished(() => longTexts.close());
  return longTexts;
};

/** The next thread that is started. */
const nextThread = (): Promise<Worker> => new Promise((resolve) => process.once('worker', resolve));

describe('who looks at long texts', () => {
  it.each([0, 1, 2])('finds the same with %i more threads as in one go', async (threads) => {
    expect(await open({ threads }).find(list, sought)).toEqual(findWhole(list, sought));
  });

  it('starts a thread with the first one and ends it when there is nothing to do', async () => {
    const thread = nextThread();
    const longTexts = open({ threads: 1, idleMs: 50 });
    await longTexts.find(list, sought);
    const ended = Promise.withResolvers<void>();
    (await thread).once('exit', () => ended.resolve());
    await ended.promise;
    expect(await longTexts.find(list, sought)).toEqual(findWhole(list, sought));
  });

  it('looks here at what a thread fails at', async () => {
    const longTexts = open({ threads: 1 });
    const thread = nextThread();
    const finding = longTexts.find(list, sought);
    await (await thread).terminate();
    expect(await finding).toEqual(findWhole(list, sought));
    expect(await longTexts.find(list, sought)).toEqual(findWhole(list, sought));
  });

  it('looks here at what a thread had taken when it ended', async () => {
    const longTexts = open({ threads: 1 });
    const thread = nextThread();
    await longTexts.find(list, sought);
    // While the first part is looked at here, a thread that is warm has begun with another.
    const finding = longTexts.find(list, sought);
    await (await thread).terminate();
    expect(await finding).toEqual(findWhole(list, sought));
  });

  it('does not wait for a thread that is not there yet', async () => {
    const longTexts = open({ threads: 1 });
    const thread = nextThread();
    const finding = longTexts.find('Anna Kovacs called.', sought).then(() => 'found');
    const heard = once(await thread, 'message').then(() => 'heard of');
    expect(await Promise.race([finding, heard])).toBe('found');
    expect(await heard).toBe('heard of');
  });

  it('lets others in between two parts', async () => {
    const longTexts = open({ threads: 0 });
    let turns = 0;
    let isDone = false;
    const finding = longTexts.find(list, sought).then(() => {
      isDone = true;
    });
    while (!isDone) {
      await setImmediate();
      turns += 1;
    }
    await finding;
    expect(turns).toBeGreaterThanOrEqual(partsOf(list).length);
  });
});

/** Looks at long texts, and says at how many. */
const counted = () => {
  let count = 0;
  const { find, close } = open({ threads: 0 });
  const longTexts: LongTexts = {
    find: (...asked) => {
      count += 1;
      return find(...asked);
    },
    close,
  };
  return { longTexts, count: () => count };
};

const long = list.slice(0, 180_000);
const short = list.slice(0, 1000);
const placesIn = (found: readonly { start: number; end: number }[]) =>
  found.map(({ start, end }) => [start, end]);

describe('the service', () => {
  it('has long texts looked at in parts, and answers the same', async () => {
    const { longTexts, count } = counted();
    const redactor = await startRedactor(undefined, undefined, longTexts);
    onTestFinished(() => redactor.stop());
    const ask = { text: [short, long], language: 'en', offset_unit: 'utf16' };
    const { body } = await redactor.post('/analyze', ask);
    expect((body as { start: number; end: number }[][]).map(placesIn)).toEqual(
      [short, long].map((text) => placesIn(analyze(text))),
    );
    expect(count()).toBe(1);
    const preview = await redactor.post('/v1/preview', { texts: [short, long] });
    expect(preview.status).toBe(200);
    expect(count()).toBe(2);
  });

  it('has those of documents looked at in parts', async () => {
    const { longTexts, count } = counted();
    const raw = { messages: [{ role: 'user' as const, content: long }], passages: [] };
    const options = await analyseInTurns(raw, { policy: 'mask' }, longTexts);
    expect(count()).toBe(1);
    expect(maskDocument(raw, options).masked).toEqual(maskDocument(raw, { policy: 'mask' }).masked);
  });
});
