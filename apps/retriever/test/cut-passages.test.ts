import { describe, expect, it } from 'vitest';
import { cutPassages, cutPassagesInTurns } from '../src/cut-passages.ts';
import { randomText } from './random-text.ts';

const words = (count: number, word = 'word'): string =>
  Array.from({ length: count }, (_, index) => `${word}${index % 10}`).join(' ');

const cut = (text: string): string[] => cutPassages(text).map(({ start, end }) => text.slice(start, end));

const countWords = (text: string): number => text.split(/\s+/).length;

describe('cutting a document into passages', () => {
  it('keeps paragraphs of 40 to 200 words apart', () => {
    const paragraphs = [words(40, 'a'), words(120, 'b'), words(200, 'c')];
    expect(cut(paragraphs.join('\n\n'))).toEqual(paragraphs);
  });

  it('joins a short paragraph with the one that follows it', () => {
    const text = `A heading\n\n${words(100, 'a')}\n \t\r\n${words(100, 'b')}`;
    expect(cut(text)).toEqual([`A heading\n\n${words(100, 'a')}`, words(100, 'b')]);
  });

  it('joins a short last paragraph with the one before it', () => {
    const text = `${words(100, 'a')}\n\n${words(10, 'b')}`;
    expect(cut(text)).toEqual([text]);
  });

  it('leaves a short paragraph alone where joining would make a passage of more than 200 words', () => {
    const text = `${words(30, 'a')}\n\n${words(190, 'b')}`;
    expect(cut(text)).toEqual([words(30, 'a'), words(190, 'b')]);
  });

  it('cuts a long paragraph between sentences into parts of about equal size', () => {
    const sentences = Array.from({ length: 25 }, (_, index) => `Sentence ${index} has ${words(7)}.`);
    const passages = cut(sentences.join(' '));
    expect(passages.map(countWords)).toEqual([130, 120]);
    expect(passages.join(' ')).toBe(sentences.join(' '));
  });

  it('cuts a sentence that is too long between words', () => {
    const text = words(450);
    const passages = cut(text);
    expect(passages.map(countWords)).toEqual([200, 200, 50]);
    expect(passages.join(' ')).toBe(text);
  });

  it('cuts text without spaces, and never inside a surrogate pair', () => {
    const text = `a${'😀'.repeat(3000)}`;
    const passages = cut(text);
    expect(passages.length).toBe(4);
    expect(passages.join('')).toBe(text);
    expect(passages.every((passage) => passage.isWellFormed())).toBe(true);
  });

  it('leaves nothing out but white space, and no passage starts or ends with it', () => {
    const text = `\r\n\r\n  ${words(5)}\n\n\n\n${words(70)}   \n\n${words(700)}. ${words(300)}\n`;
    const passages = cutPassages(text);
    let before = 0;
    for (const { start, end } of passages) {
      expect(text.slice(before, start).trim()).toBe('');
      expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
      before = end;
    }
    expect(text.slice(before).trim()).toBe('');
  });

  it('finds nothing in a blank text', () => {
    expect(cutPassages(' \n\n \t')).toEqual([]);
  });
});

describe('the structure of a text', () => {
  const heading = '## A heading';

  it.each([
    ['a heading', heading],
    ['an underlined heading', 'A heading\n---------'],
    ['headings', `# One\n\n${heading}`],
    ['a lead-in', 'These are the steps:'],
  ])('keeps %s with what follows, even where that has to be cut', (_name, lead) => {
    const sentences = Array.from({ length: 25 }, () => `Sentence of ${words(7)}.`).join(' ');
    const passages = cut(`${words(100, 'a')}\n\n${lead}\n\n${sentences}`);
    expect(passages[0]).toBe(words(100, 'a'));
    expect(passages[1]?.startsWith(`${lead}\n\nSentence`)).toBe(true);
    expect(passages.map(countWords).every((count) => count <= 200)).toBe(true);
  });

  it('leaves a section’s short end with the section, not with the next one', () => {
    const text = `${words(100, 'a')}\n\nThe end.\n\n${heading}\n\n${words(100, 'b')}`;
    expect(cut(text)).toEqual([`${words(100, 'a')}\n\nThe end.`, `${heading}\n\n${words(100, 'b')}`]);
  });

  it('does not tear a list that fits, whatever stands between its items', () => {
    const list = Array.from({ length: 10 }, (_, item) => `${item + 1}. ${words(14)}`).join('\n\n');
    expect(cut(`${words(150, 'a')}\n\n${list}\n\n${words(150, 'b')}`)).toEqual([
      words(150, 'a'),
      list,
      words(150, 'b'),
    ]);
  });

  it('cuts a list that does not fit between items, with the lines that go on with them', () => {
    const items = Array.from({ length: 20 }, () => `- ${words(10)}\n  ${words(9)}`);
    const passages = cut(items.join('\n'));
    expect(passages).toEqual([items.slice(0, 10).join('\n'), items.slice(10).join('\n')]);
  });

  it('does not tear code that fits, and cuts other code between lines', () => {
    const code = `\`\`\`js\nfor (;;) {\n\n  ${words(60)}\n}\n\`\`\``;
    expect(cut(`${words(190, 'a')}\n\n${code}\n\n${words(190, 'b')}`)[1]).toBe(code);
    const line = `call(${words(9)}). Then more`;
    const long = `~~~\n${Array.from({ length: 40 }, () => line).join('\n')}\n~~~`;
    for (const passage of cut(long)) {
      expect(passage.split('\n').every((each) => each === line || each === '~~~')).toBe(true);
    }
  });

  it('cuts a table between rows', () => {
    const row = `| ${words(8)} | Mr. A. Smith |`;
    const passages = cut(Array.from({ length: 40 }, () => row).join('\n'));
    expect(passages.length).toBe(3);
    expect(passages.every((passage) => passage.startsWith('| ') && passage.endsWith(' |'))).toBe(true);
  });

  it('takes lines that are too long to be wrapped for paragraphs', () => {
    const paragraphs = [words(80, 'a'), words(90, 'b'), words(100, 'c')];
    expect(cut(paragraphs.join('\n'))).toEqual(paragraphs);
  });

  it('does not take a wrapped line for the end of a sentence, nor an abbreviation', () => {
    const sentence = `Here ${words(8)}\nsaw Mr. Brown of St. Ives\nand nobody else.`;
    const passages = cut(Array.from({ length: 30 }, () => sentence).join(' '));
    expect(passages.length).toBeGreaterThan(1);
    for (const passage of passages) {
      expect(passage.startsWith('Here ') && passage.endsWith('else.')).toBe(true);
    }
  });

  it('cuts Chinese after its sentences, in passages of about 400 characters', () => {
    const sentence = `${'漢字'.repeat(15)}。`;
    for (const passage of cut(sentence.repeat(100))) {
      expect(passage.length).toBeLessThanOrEqual(420);
      expect(passage.endsWith('。')).toBe(true);
    }
  });

  it('does not part a letter from its accents, nor a family', () => {
    const family = '👨‍👩‍👧‍👦';
    for (const character of ['e\u0301\u0323', family, '🇩🇪']) {
      const text = `x${character.repeat(2000)}`;
      const passages = cut(text);
      expect(passages.length).toBeGreaterThan(1);
      expect(passages.join('')).toBe(text);
      expect(new Set(passages.map((passage) => passage.replaceAll(character, '')))).toEqual(
        new Set(['x', '']),
      );
    }
  });
});

describe('any text', () => {
  it('is cut without a loss, at whole characters, within bounds', () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const text = randomText(seed);
      let before = 0;
      for (const { start, end } of cutPassages(text)) {
        const passage = text.slice(start, end);
        expect(text.slice(before, start).trim(), `seed ${seed}`).toBe('');
        expect(passage, `seed ${seed}`).toBe(passage.trim());
        expect(passage.length, `seed ${seed}`).toBeLessThanOrEqual(2000);
        expect(passage.isWellFormed(), `seed ${seed}`).toBe(true);
        expect(/^\p{M}/u.test(passage), `seed ${seed}`).toBe(false);
        before = end;
      }
      expect(text.slice(before).trim(), `seed ${seed}`).toBe('');
    }
  });

  it('makes no passage of more than 2000 units, however much white space it has', () => {
    const text = `a${' '.repeat(5000)}`.repeat(50);
    expect(cutPassages(text).length).toBe(50);
  });

  it('is cut in turns as at once, and others get the event loop between', async () => {
    const text = randomText(3).repeat(Math.ceil(3_000_000 / randomText(3).length));
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const passages = await cutPassagesInTurns(text);
    clearInterval(timer);
    expect(JSON.stringify(passages)).toBe(JSON.stringify(cutPassages(text)));
    expect(turns).toBeGreaterThan(2);
  });

  it('may be a paragraph of a million words, or one word of a million characters', () => {
    expect(cutPassages(words(1_000_000)).length).toBe(5000);
    const passages = cutPassages('x'.repeat(1_000_000));
    expect(passages.length).toBe(500);
    expect(passages.at(-1)?.end).toBe(1_000_000);
  });
});
