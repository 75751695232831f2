import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { faultsOf, readCasebook } from '../check.ts';
import { figuresOf } from '../figures.ts';
import { generate, serialise } from '../generate.ts';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

describe('the committed casebook', () => {
  it('is what the generator writes, byte for byte', () => {
    expect(serialise(generate())).toBe(read('casebook.jsonl'));
  });

  it('has 400 documents and no faults', () => {
    const lines = readCasebook();
    expect(lines).toHaveLength(400);
    expect(faultsOf(lines)).toEqual([]);
  });

  it('shows its own figures in the README', () => {
    expect(read('README.md')).toContain(figuresOf(readCasebook()));
  });
});

describe('the check', () => {
  const broken = (change: (line: ReturnType<typeof readCasebook>[number]) => void) => {
    const lines = readCasebook();
    change(lines.find((line) => line.answerable && line.passages.length > 1)!);
    return faultsOf(lines).join('\n');
  };

  it('finds a span that has moved', () => {
    const found = broken((line) => {
      const value = line.pii.find(({ in: pointer }) => pointer === '/passages/0')!;
      value.start += 1;
      value.end += 1;
    });
    expect(found).toContain('span is not its value');
  });

  it('finds an answer that is not in the text', () => {
    expect(broken((line) => line.answers.push('no such words'))).toContain('answer not in a passage');
  });

  it('finds a planted value that nobody marked', () => {
    const found = broken((line) => {
      const value = line.pii.find(({ in: pointer }) => pointer === '/passages/0')!;
      line.passages[0] += ` ${value.value}`;
    });
    expect(found).toContain('stands somewhere unmarked');
  });

  it('finds a wrong check digit', () => {
    const lines = readCasebook();
    const line = lines.find(({ pii }) => pii.some(({ type }) => type === 'IBAN_CODE'))!;
    const iban = line.pii.find(({ type }) => type === 'IBAN_CODE')!;
    iban.value = iban.value.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
    expect(faultsOf(lines).join('\n')).toContain('not a IBAN_CODE');
  });
});
