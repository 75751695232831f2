import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { offsetsOf } from '../src/code-points.ts';
import { randomFrom } from './random.ts';
import { type RedactorServer, startRedactor } from './redactor-server.ts';

let redactor: RedactorServer;
beforeAll(async () => {
  redactor = await startRedactor();
});
afterAll(() => redactor.stop());

type View = { entity_type: string; start: number; end: number; score: number };

/** A slice as Python takes it, in code points. */
const sliced = (text: string, { start, end }: { start: number; end: number }): string =>
  Array.from(text).slice(start, end).join('');

const texts: [string, string][] = [
  ['an emoji', '🙂 mail ada@example.org 🙂'],
  ['an emoji of several people', '👩‍👩‍👧‍👦👩🏽‍🚀 mail ada@example.org'],
  ['a flag and a keycap', '🇩🇪 1️⃣ mail ada@example.org'],
  ['letters of other planes', '𝒜𝒹𝒶 𐐷 𠮷野家 mail ada@example.org'],
  ['Hebrew', 'הכתובת שלי היא ada@example.org תודה'],
  ['Arabic with a mark of direction', '\u200fبريدي\u200e ada@example.org شكرا'],
  ['combining marks', 'Zoe\u0308 e\u0301\u0323 mail ada@example.org'],
  ['half a pair', '\ud83d mail ada@example.org \ude42'],
  ['a value of other planes', 'key: 🔑ada@example.org'],
];

describe('offsets', () => {
  it.each(texts)('count code points behind %s, and what is replaced there is the value', async (_, text) => {
    const { body } = await redactor.post('/analyze', { text, language: 'en', entities: ['EMAIL_ADDRESS'] });
    const findings = body as View[];
    expect(findings.map((finding) => sliced(text, finding))).toEqual(['ada@example.org']);
    const anonymized = await redactor.post('/anonymize', { text, analyzer_results: findings });
    const { text: masked, items } = anonymized.body as { text: string; items: View[] };
    expect(masked).toBe(text.replace('ada@example.org', '<EMAIL_ADDRESS>'));
    expect(sliced(masked, items[0]!)).toBe('<EMAIL_ADDRESS>');
  });

  it.each(texts)('count UTF-16 units behind %s when asked', async (_, text) => {
    const unit = { offset_unit: 'utf16' };
    const asked = { text, language: 'en', entities: ['EMAIL_ADDRESS'], ...unit };
    const findings = (await redactor.post('/analyze', asked)).body as View[];
    expect(findings.map(({ start, end }) => text.slice(start, end))).toEqual(['ada@example.org']);
    const { body } = await redactor.post('/anonymize', { text, analyzer_results: findings, ...unit });
    const { text: masked, items } = body as { text: string; items: View[] };
    expect(masked.slice(items[0]!.start, items[0]!.end)).toBe('<EMAIL_ADDRESS>');
  });

  it('never split a character', async () => {
    const analyzer_results = [{ entity_type: 'X', start: 1, end: 2, score: 1 }];
    const asked = { text: '🙂', analyzer_results, offset_unit: 'utf16' };
    expect(await redactor.post('/anonymize', asked)).toMatchObject({
      status: 422,
      body: { failure: { code: 'redact.invalid_parameter', details: { parameter: 'analyzer_results' } } },
    });
  });

  it('translate both ways, for every place of five hundred random texts', () => {
    const random = randomFrom(3);
    const characters = ['a', 'é', '🙂', '\u200d', '👩‍👧', 'ש', '𠮷', '\ud800', '\n'];
    for (let round = 0; round < 500; round += 1) {
      const text = Array.from({ length: random(30) }, () => characters[random(characters.length)]).join('');
      const { fromUtf16, toUtf16 } = offsetsOf(text, 'codepoint');
      let units = 0;
      for (const [count, character] of [...Array.from(text), ''].entries()) {
        expect([fromUtf16(units), toUtf16(count)]).toEqual([count, units]);
        units += character.length;
      }
    }
  });

  it('survive every operator: what is encrypted anywhere is decrypted to the same text', async () => {
    const random = randomFrom(17);
    const words = ['Ada', '👩‍🚀', 'שלום', '𝒜', 'e\u0301', '🙂🙂', 'x'];
    for (let round = 0; round < 60; round += 1) {
      const text = Array.from({ length: 6 }, () => words[random(words.length)]).join(' ');
      const length = Array.from(text).length;
      const start = random(length);
      const results = [
        { entity_type: 'A', start, end: start + random(length - start + 1), score: 0.9 },
        { entity_type: 'B', start: 0, end: Math.min(length, random(start + 1)), score: 0.8 },
      ];
      const key = 'k'.repeat(32);
      const masked = await redactor.post('/anonymize', {
        text,
        analyzer_results: results,
        anonymizers: { DEFAULT: { type: 'encrypt', key } },
      });
      const { text: encrypted, items } = masked.body as { text: string; items: View[] };
      const restored = await redactor.post('/deanonymize', {
        text: encrypted,
        anonymizer_results: items,
        deanonymizers: { DEFAULT: { type: 'decrypt', key } },
      });
      expect({ text, results, restored: (restored.body as { text: string }).text }).toEqual({
        text,
        results,
        restored: text,
      });
    }
  });
});

/** A value of any kind, as a careless or hostile client may send it. */
const anything = (random: (below: number) => number, depth = 0): unknown => {
  const plain = [
    null,
    true,
    -1,
    0.5,
    1e300,
    '',
    'a',
    'en',
    '🙂',
    '\ud800',
    '(a+)+$',
    'PERSON',
    'regex',
    'utf16',
  ];
  if (depth > 2 || random(3) > 0) return plain[random(plain.length)];
  const parts = Array.from({ length: random(4) }, () => anything(random, depth + 1));
  if (random(2) === 0) return parts;
  return Object.fromEntries(parts.map((part) => [fields[random(fields.length)], part]));
};

const fields = [
  ...['text', 'language', 'entities', 'score_threshold', 'ad_hoc_recognizers', 'context', 'allow_list'],
  ...['allow_list_match', 'regex_flags', 'return_decision_process', 'offset_unit', 'correlation_id'],
  ...['analyzer_results', 'anonymizers', 'anonymizer_results', 'deanonymizers', 'start', 'end', 'score'],
  ...['entity_type', 'type', 'patterns', 'regex', 'name', 'supported_entity', 'deny_list', '__proto__'],
];

describe('a request of any kind', () => {
  it('is answered or refused with a code, and breaks nothing', async () => {
    const random = randomFrom(23);
    const paths = ['/analyze', '/anonymize', '/deanonymize'];
    for (let round = 0; round < 400; round += 1) {
      const body = {
        ...(random(2) === 0 ? { text: 'Ada 🙂', language: 'en', analyzer_results: [] } : {}),
        ...Object.fromEntries(fields.filter(() => random(6) === 0).map((field) => [field, anything(random)])),
      };
      const answer = await redactor.post(paths[random(paths.length)]!, body);
      const isCoded = (answer.body as { failure?: { code?: string } }).failure?.code !== undefined;
      expect({ body, status: answer.status, isCoded }).toSatisfy(
        ({ status }) => (status === 200 && !isCoded) || (status >= 400 && status < 500 && isCoded),
      );
    }
  });
});
