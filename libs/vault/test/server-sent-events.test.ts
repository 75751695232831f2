import { seededRandom } from '@rollcall/testing';
import { describe, expect, it } from 'vitest';
import { createRestorer, restore, type VaultEntry } from '../src/index.ts';
import { between, pick } from './random.ts';

// An answer on its way through server-sent events: a model's text in tokens, each the delta of one event, and the
// events as bytes that a network cuts anywhere, so through lines, escapes and characters.

const entries: VaultEntry[] = [
  { placeholder: '<PERSON_1>', type: 'PERSON', original: 'رنا الخطيب' },
  { placeholder: '<PERSON_12>', type: 'PERSON', original: 'Žofie 😀 Nova\u0301kova\u0301', beside: '<' },
  { placeholder: '<EMAIL_ADDRESS_1>', type: 'EMAIL_ADDRESS', original: 'a<PERSON_1>@example.com' },
];

const answers = [
  'שלום <PERSON_1>, \u202b<PERSON_12>\u202c كتب إلى <EMAIL_ADDRESS_1>.',
  'e\u0301<PERSON_1>\u0301 👩‍👩‍👧<PERSON_12>🏳️‍🌈 ＜ＰＥＲＳＯＮ＿１２＞ <PERSON\u200b_1>',
  'data: <PERSON_1>\n\ndata: [DONE]\r\n: PERSON_12 "\\<PERSON\\_1\\>" &lt;PERSON_1&gt;',
];

const whole = (text: string): string => restore(text, entries).text;

const eventsOf = (deltas: readonly string[]): Uint8Array =>
  new TextEncoder().encode(
    [...deltas.map((content) => JSON.stringify({ choices: [{ delta: { content } }] })), '[DONE]']
      .map((data) => `data: ${data}\n\n`)
      .join(''),
  );

/** A reader as clients have them: bytes to text, text to lines, `data:` to JSON, the deltas to a restorer. */
const readAnswer = (chunks: readonly Uint8Array[]): string => {
  const decoder = new TextDecoder();
  const restorer = createRestorer(entries);
  let line = '';
  let answer = '';
  for (const chunk of chunks) {
    const lines = (line + decoder.decode(chunk, { stream: true })).split('\n');
    line = lines.pop() ?? '';
    for (const each of lines) {
      if (!each.startsWith('data: {')) continue;
      answer += restorer.push(JSON.parse(each.slice('data: '.length)).choices[0].delta.content);
    }
  }
  return answer + restorer.end();
};

const cutAt = (bytes: Uint8Array, places: readonly number[]): Uint8Array[] => {
  const sorted = [0, ...places.toSorted((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
};

describe('an answer in server-sent events', () => {
  it.each(answers)('is restored the same whatever two deltas and two chunks it comes in: %j', (answer) => {
    for (let at = 0; at <= answer.length; at += 1) {
      const bytes = eventsOf([answer.slice(0, at), answer.slice(at)]);
      if (readAnswer([bytes]) !== whole(answer)) expect.fail(`text cut at ${at}`);
      // All places of the bytes at a few places of the text; the other way round at the random ones below.
      if (at % 7 !== 0) continue;
      for (let byte = 0; byte <= bytes.length; byte += 1) {
        if (readAnswer(cutAt(bytes, [byte])) !== whole(answer)) expect.fail(`cut at ${at}, byte ${byte}`);
      }
    }
  });

  it.each(answers)('is restored the same a unit an event and a byte a chunk: %j', (answer) => {
    const bytes = eventsOf(answer.split(''));
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(readAnswer(single)).toBe(whole(answer));
  });

  it('is restored the same in two thousand random cuttings of both', () => {
    const random = seededRandom(11);
    const places = (length: number): number[] =>
      Array.from({ length: between(random, 0, 6) }, () => between(random, 0, length));
    for (let round = 0; round < 2000; round += 1) {
      const answer = pick(random, answers);
      const cuts = [0, ...places(answer.length).toSorted((a, b) => a - b), answer.length];
      const bytes = eventsOf(cuts.slice(1).map((end, index) => answer.slice(cuts[index], end)));
      if (readAnswer(cutAt(bytes, places(bytes.length))) !== whole(answer)) expect.fail(`round ${round}`);
    }
  });

  it('that is piped as raw bytes of its text is restored too, marks of byte order and all', () => {
    const answer = `\ufeff${answers[0]}`;
    const bytes = new TextEncoder().encode(answer);
    for (let at = 0; at <= bytes.length; at += 1) {
      const restorer = createRestorer(entries);
      const out = cutAt(bytes, [at]).map((piece) => restorer.push(piece));
      expect(out.join('') + restorer.end()).toBe(whole(answer));
    }
  });
});

describe('lone halves of surrogate pairs', () => {
  const hostile = [
    '\ud83d<PERSON_1>\ude00',
    '<PERSON_1>\ud83d',
    '\ude00PERSON_1\ud83d\ud83d😀',
    'PERSON_1\ud835 PERSON_1\udc9c PERSON_1𝒜',
    '<\ud83dPERSON_1> <PERSON\ude00_1>',
  ];

  it.each(hostile)('come out as they went in, cut at any two units: %j', (text) => {
    for (let first = 0; first <= text.length; first += 1) {
      for (let second = first; second <= text.length; second += 1) {
        const restorer = createRestorer(entries);
        const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        const out = pieces.map((piece) => restorer.push(piece)).join('') + restorer.end();
        if (out !== whole(text)) expect.fail(`cut at ${first} and ${second}`);
      }
    }
  });
});
