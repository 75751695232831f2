import { describe, expect, it } from 'vitest';
import type { TypedSpan } from '../src/redaction/annotated-texts.ts';
import { compare } from '../src/redaction/compare.ts';
import { comparable, evaluateRedaction } from '../src/redaction/evaluate-redaction.ts';
import { mistakesOf } from '../src/redaction/mistakes.ts';
import { scoreRedaction } from '../src/redaction/score.ts';
import { sweepPoint } from '../src/redaction/sweep.ts';
import { sweepPage } from '../src/redaction/sweep-page.ts';
import { asMarked } from '../src/redaction/type-map.ts';
import { renderRedaction } from '../src/terminal/redaction-view.ts';

const types = new Set(['PERSON', 'URL']);
const span = (text: string, value: string, type: string): TypedSpan => {
  const start = text.indexOf(value);
  return { start, end: start + value.length, type };
};
const score = <S extends TypedSpan>(spans: S[]) => spans.map((each) => ({ ...each, score: 0.5 }));

const text = 'Anna Maria Kovacs wrote to Bo at x.example.';
const marked = [
  span(text, 'Anna Maria Kovacs', 'PERSON'),
  span(text, 'Bo', 'PERSON'),
  span(text, 'x.example', 'URL'),
];

describe('a text', () => {
  it('is compared by place, by half of the characters, and by tokens', () => {
    const found = [span(text, 'Maria Kovacs wrote', 'PERSON'), span(text, 'x.example', 'URL')];
    const { types: counts, anyType, ...rest } = compare({ text, spans: marked, group: 'g' }, found, types);
    expect(counts.get('PERSON')).toEqual({
      expected: 2,
      found: 1,
      exact: 0,
      // 12 of the 17 characters of the first, none of the second; 12 of the finding's 18 are right.
      reached: 1,
      right: 1,
      masked: 0,
      tokensExpected: 4,
      tokensFound: 3,
      tokensBoth: 2,
    });
    expect(counts.get('URL')).toMatchObject({ expected: 1, found: 1, exact: 1, reached: 1, right: 1 });
    expect(anyType).toEqual({ tokensExpected: 6, tokensFound: 5, tokensBoth: 4 });
    expect(rest).toEqual({
      group: 'g',
      charactersExpected: 17 + 2 + 9,
      charactersLeaked: 'Anna '.length + 'Bo'.length,
      isClean: false,
      isFlagged: false,
    });
  });

  it('has a name found that is found in pieces, and not one of which less than half is', () => {
    const personsIn = (...values: string[]) =>
      compare(
        { text, spans: marked, group: 'g' },
        values.map((value) => span(text, value, 'PERSON')),
        types,
      ).types.get('PERSON');
    expect(personsIn('Anna', 'Kovacs')).toMatchObject({ reached: 1, right: 2, found: 2 });
    expect(personsIn('Kovacs')).toMatchObject({ reached: 0, right: 1 });
  });

  it('is found as another type than marked: wrong and missed, but not leaked', () => {
    const counts = compare({ text, spans: [marked[1]!], group: 'g' }, [span(text, 'Bo', 'URL')], types);
    expect(counts.types.get('PERSON')).toMatchObject({ expected: 1, reached: 0, masked: 1 });
    expect(counts.types.get('URL')).toMatchObject({ found: 1, right: 0 });
    expect(counts).toMatchObject({ charactersLeaked: 0, anyType: { tokensBoth: 1 } });
  });

  it('is not blamed for a type that does not count, which still does not leak', () => {
    const found = [span(text, 'Anna Maria Kovacs', 'TITLE')];
    const counts = compare({ text, spans: [marked[0]!], group: 'g' }, found, types);
    expect([...counts.types.keys()]).toEqual(['PERSON']);
    expect(counts.charactersLeaked).toBe(0);
  });

  it('counts what several recognizers say once', () => {
    const twice = [span(text, 'Bo', 'PERSON'), span(text, 'Bo', 'PERSON')];
    expect(
      compare({ text, spans: [marked[1]!], group: 'g' }, twice, types).types.get('PERSON'),
    ).toMatchObject({ found: 1, exact: 1 });
  });

  it('without a mark is flagged by a finding of a counted type only', () => {
    const clean = (type: string) =>
      compare({ text, spans: [], group: 'g' }, [span(text, 'Bo', type)], types).isFlagged;
    expect([clean('PERSON'), clean('DATE_TIME')]).toEqual([true, false]);
  });
});

describe('a score', () => {
  const comparison = (found: TypedSpan[], group: string) =>
    compare({ text, spans: marked, group }, found, types);

  it('is of sums over the texts, with F2 leaning to recall', () => {
    // Of 6 marked spans 4 are reached; of 5 findings 4 are right.
    const { micro, types: byType } = scoreRedaction([
      comparison(marked, 'a'),
      comparison([span(text, 'x.example', 'URL'), span(text, 'wrote', 'PERSON')], 'b'),
    ]);
    const [precision, recall] = [4 / 5, 4 / 6];
    expect(micro.overlap.precision?.mean).toBeCloseTo(precision, 12);
    expect(micro.overlap.recall?.mean).toBeCloseTo(recall, 12);
    expect(micro.overlap.f1?.mean).toBeCloseTo((2 * precision * recall) / (precision + recall), 12);
    expect(micro.overlap.f2?.mean).toBeCloseTo((5 * precision * recall) / (4 * precision + recall), 12);
    expect(byType.map(({ type, expected, found }) => [type, expected, found])).toEqual([
      ['PERSON', 4, 3],
      ['URL', 2, 2],
    ]);
  });

  it('has nothing to say of what is neither marked nor found, and 0 where all was missed', () => {
    const missed = scoreRedaction([comparison([], 'a')]);
    expect(missed.micro.overlap).toMatchObject({ precision: null, recall: { mean: 0 }, f1: { mean: 0 } });
    expect(missed.clean).toEqual({ texts: 0, flagged: 0, share: null });
  });

  it('draws whole groups: forty fillings of a template are one observation', () => {
    const half = Array.from({ length: 40 }, (_, at) => at % 2 === 0);
    const width = (groupOf: (at: number) => string): number => {
      const { f1 } = scoreRedaction(half.map((hit, at) => comparison(hit ? marked : [], groupOf(at)))).micro
        .overlap;
      return f1!.high - f1!.low;
    };
    const byText = width((at) => `text ${at}`);
    expect(byText).toBeGreaterThan(0.1);
    expect(width((at) => `template ${at % 4}`)).toBeGreaterThan(1.5 * byText);
    expect(width((at) => `text ${at}`)).toBe(byText);
  });
});

const analyzed = (found: TypedSpan[], spans = marked) => ({
  text: { id: 't', text, spans, group: 't' },
  analysis: { found: score(found), latencyMs: 2 },
});
const asGiven = { maps: { expected: {}, found: {} }, counted: 'marked' as const };

describe('types', () => {
  it('go by the map first, and then by the kin that the file marks', () => {
    const maps = { expected: { URL: null }, found: { LINK: 'URL', NOISE: null } };
    const found = [span(text, 'Bo', 'NAME'), span(text, 'x.example', 'LINK'), span(text, 'wrote', 'NOISE')];
    const { texts, counted } = comparable([analyzed(found)], { maps, counted: 'marked' });
    expect([...counted]).toEqual(['PERSON']);
    expect(texts[0]?.found.map(({ type }) => type)).toEqual(['PERSON', 'URL']);
    expect(texts[0]?.expected.map(({ type }) => type)).toEqual(['PERSON', 'PERSON']);
  });

  it('of a kind count as what they are a kind of, and not the other way round', () => {
    const marks = (...names: string[]) => new Set(names);
    expect(asMarked('DATE_OF_BIRTH', marks('DATE_TIME'))).toBe('DATE_TIME');
    expect(asMarked('DATE_TIME', marks('DATE_OF_BIRTH'))).toBe('DATE_TIME');
    expect(asMarked('DATE_OF_BIRTH', marks('DATE_TIME', 'DATE_OF_BIRTH'))).toBe('DATE_OF_BIRTH');
    expect(asMarked('UK_NHS', marks('MEDICAL_ID'))).toBe('MEDICAL_ID');
    expect(asMarked('PER', marks('PERSON'))).toBe('PERSON');
    expect(asMarked('CRYPTO', marks('PERSON'))).toBe('CRYPTO');
  });

  it('count where they are marked anywhere, where they are named, or all', () => {
    const found = [span(text, 'wrote', 'DATE_TIME')];
    const countedOf = (counted: readonly string[] | 'marked' | 'all') =>
      evaluateRedaction([analyzed(found)], { ...asGiven, counted }).counted;
    expect(countedOf('marked')).toEqual(['PERSON', 'URL']);
    expect(countedOf('all')).toEqual(['DATE_TIME', 'PERSON', 'URL']);
    expect(countedOf(['URL'])).toEqual(['URL']);
  });
});

describe('mistakes', () => {
  it('are told once each, with the text around them', () => {
    const found = [span(text, 'Bo', 'URL'), span(text, 'wrote', 'PERSON'), span(text, 'x.example', 'URL')];
    const { texts, counted } = comparable([analyzed(found)], asGiven);
    expect(mistakesOf(texts, counted)).toEqual([
      expect.objectContaining({ kind: 'missed', type: 'PERSON', value: 'Anna Maria Kovacs' }),
      expect.objectContaining({ kind: 'type', type: 'PERSON', as: 'URL', value: 'Bo' }),
      expect.objectContaining({
        kind: 'wrong',
        type: 'PERSON',
        value: 'wrote',
        score: 0.5,
        before: 'Anna Maria Kovacs ',
      }),
    ]);
  });
});

describe('an evaluation', () => {
  it('is shown as tables', () => {
    const shown = renderRedaction(evaluateRedaction([analyzed(marked), analyzed([], [])], asGiven), 120);
    expect(shown).toMatch(/^PERSON +2 +2 +1\.000 +1\.000 +1\.000/m);
    expect(shown).toMatch(/^tokens, any type +1\.000/m);
    expect(shown).toContain('Leaked: 0 of 28 marked characters, 0.0 %');
    expect(shown).toContain('Of 1 texts without a marked value 0 were flagged');
    expect(shown).toContain('2 texts, 3 marked values.');
  });

  it('by threshold is shown as a page that loads nothing', () => {
    const points = [sweepPoint(0.4, [analyzed(marked)], asGiven), sweepPoint(0.9, [analyzed([])], asGiven)];
    expect(points).toEqual([
      { threshold: 0.4, precision: 1, recall: 1, f1: 1, f2: 1, leaked: 0 },
      { threshold: 0.9, precision: 1, recall: 0, f1: 0, f2: 0, leaked: 1 },
    ]);
    const page = sweepPage(points, { name: '<my file>', texts: 1 });
    expect(page).toContain('Best F2 1.000 at a threshold of 0.4');
    expect(page).toContain('&lt;my file&gt;');
    expect(page).not.toMatch(/<script|https?:/);
    expect(page).not.toContain('Kovacs');
  });
});
