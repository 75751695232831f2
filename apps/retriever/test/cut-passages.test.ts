import { describe, expect, it } from 'vitest';
import { cutPassages } from '../src/cut-passages.ts';

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
