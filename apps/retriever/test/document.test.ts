import { Failure } from '@rollcall/failures';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../src/document.ts';

const refusal = (value: unknown): Failure => {
  try {
    readDocument(value);
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
  }
  throw new Error('the document was not refused');
};

const nested = (depth: number): unknown => (depth === 0 ? 'leaf' : { inner: nested(depth - 1) });

describe('reading a document', () => {
  it('replaces what Postgres cannot hold unit by unit, so that offsets stay true', () => {
    const text = 'a\u0000b\ud800c\u0007d\u0085e\nf\tg😀';
    const document = readDocument({ id: '1', title: 'T\u0000', text, metadata: { 'k\u0000': ['v\udc00'] } });
    expect(document.text).toBe('a b\ufffdc d e\nf\tg😀');
    expect(document.text.length).toBe(text.length);
    expect(document.title).toBe('T');
    expect(document.metadata).toEqual({ 'k ': ['v\ufffd'] });
    expect(document.replaced).toEqual({ nul: 3, surrogates: 2, control: 2 });
  });

  it('leaves safe text as it is', () => {
    const text = 'Tab\there,\r\nline and \u{1F600} and e\u0301 and \u2028.';
    const document = readDocument({ id: '1', text });
    expect(document.text).toBe(text);
    expect(document.replaced).toEqual({ nul: 0, surrogates: 0, control: 0 });
  });

  it('knows a document by its content', () => {
    const base = { id: '1', title: 'T', text: 'text', metadata: { a: 1 } };
    const hash = (value: object): string => readDocument(value).sha256.toString('hex');
    expect(hash({ ...base })).toBe(hash({ ...base, id: '2' }));
    for (const change of [{ title: 'U' }, { text: 'texts' }, { metadata: { a: 2 } }]) {
      expect(hash({ ...base, ...change })).not.toBe(hash(base));
    }
  });

  it.each([
    ['no object', 'text', ['(document)']],
    ['no id and no text', {}, ['id', 'text']],
    ['an id with a control character', { id: 'a\u0000', text: 'x' }, ['id']],
    ['an id that is too long for the index', { id: 'x'.repeat(513), text: 'x' }, ['id']],
    ['a blank text', { id: 'a', text: ' \u0000\n' }, ['text']],
    ['metadata that is no object', { id: 'a', text: 'x', metadata: [] }, ['metadata']],
    [
      'metadata with a number beyond all bounds',
      JSON.parse('{"id":"a","text":"x","metadata":{"n":1e999}}'),
      ['metadata'],
    ],
    [
      'metadata of more than 64 KiB',
      { id: 'a', text: 'x', metadata: { m: 'x'.repeat(65_536) } },
      ['metadata'],
    ],
    ['metadata that is nested too deeply', { id: 'a', text: 'x', metadata: nested(9) }, ['metadata']],
  ])('refuses %s and names the fields, not their values', (_name, value, fields) => {
    const failure = refusal(value);
    expect(failure.code).toBe('document.invalid');
    expect(failure.details).toEqual({ fields });
  });
});
