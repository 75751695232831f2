import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openSource, type SourceOptions } from '../src/ingest/open-source.ts';

const root = mkdtempSync(join(tmpdir(), 'rollcall-sources-'));
let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const write = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
};

/** Documents as they are, failures as `line code rule-or-fields`. */
const read = async (paths: string[], options: SourceOptions = {}): Promise<unknown[]> => {
  const found: unknown[] = [];
  const source = await openSource(paths, options);
  for await (const sourced of source.documents) {
    if ('document' in sourced) found.push(sourced.document);
    else {
      const { code, details } = sourced.failure;
      found.push(`${sourced.place.line ?? sourced.place.file} ${code} ${details?.rule ?? details?.fields}`);
    }
  }
  expect(source.meter.read).toBe(source.bytes);
  return found;
};

describe('JSONL', () => {
  it('is read line by line, and a line that is no document is told by its number', async () => {
    const path = write(
      'mixed.jsonl',
      Buffer.concat([
        Buffer.from(
          '\ufeff{"id":"a","title":"T","text":"x","metadata":{"k":1}}\r\n\n{"id":"b","title":null,"text":"y"}\n',
        ),
        Buffer.from('nonsense\n{"id":"c"}\n{"text":7}\n"d"\n{"id":"e","text":"x","metadata":[1]}\n'),
        Buffer.from([0x22, 0xff, 0x22, 0x0a]),
        Buffer.from('{"_id":"f","title":"","text":"z"}\n{"id":8,"text":"n"}'),
      ]),
    );
    expect(await read([path])).toEqual([
      { id: 'a', title: 'T', text: 'x', metadata: { k: 1 } },
      { id: 'b', text: 'y' },
      '4 ingest.unreadable JSON',
      '5 document.invalid text',
      '6 document.invalid id,text',
      '7 document.invalid (document)',
      '8 document.invalid metadata',
      '9 ingest.unreadable text in UTF-8',
      { id: 'f', title: '', text: 'z' },
      { id: '8', text: 'n' },
    ]);
  });

  it('may be a test set', async () => {
    const path = write(
      'set.ndjson',
      '{"id":"a","document_title":"T","passages":["One.","Two."],"question":"?"}',
    );
    expect(await read([path])).toEqual([{ id: 'a', title: 'T', text: 'One.\n\nTwo.' }]);
  });

  it('may be compressed, whatever its name says', async () => {
    const lines = Array.from({ length: 5000 }, (_, at) =>
      JSON.stringify({ id: `d${at}`, text: 'x'.repeat(at % 90) }),
    );
    const whole = gzipSync(lines.join('\n'));
    expect(await read([write('a.jsonl.gz', whole)])).toHaveLength(5000);
    expect(await read([write('b.jsonl', whole)])).toHaveLength(5000);
    const torn = write('c.jsonl.gz', whole.subarray(0, whole.length / 2));
    await expect(read([torn])).rejects.toMatchObject({ code: 'ingest.unreadable' });
  });

  it('is read no further than documents are taken', async () => {
    const line = `${JSON.stringify({ id: 'a', text: 'x'.repeat(1000) })}\n`;
    const source = await openSource([write('large.jsonl', line.repeat(20_000))]);
    for await (const _ of source.documents) break;
    expect(source.meter.read).toBeLessThan(source.bytes / 10);
  });
});

describe('a BEIR folder', () => {
  it('is its corpus, and not its queries', async () => {
    write('beir/queries.jsonl', '{"_id":"q","text":"?"}');
    write('beir/corpus.jsonl', '{"_id":"d","title":"T","text":"x"}');
    write('beir/README.md', '# Read me');
    const expected = [{ id: 'd', title: 'T', text: 'x' }];
    expect(await read([join(folder, 'beir')])).toEqual(expected);
    expect(await read([join(folder, 'beir')], { format: 'beir' })).toEqual(expected);
    await expect(read([folder], { format: 'beir' })).rejects.toMatchObject({ code: 'dataset.not_found' });
  });
});

describe('JSON', () => {
  it('is an array of documents', async () => {
    const path = write(
      'a.json',
      ' [{"id":"a","text":"]}\\""},\n{"id":"b","text":{"c":[1]}}, 7, "x", null, {"id":"c","text":"y"}]\n',
    );
    expect(await read([path])).toEqual([
      { id: 'a', text: ']}"' },
      '2 document.invalid text',
      '3 document.invalid (document)',
      '4 document.invalid (document)',
      '5 document.invalid (document)',
      { id: 'c', text: 'y' },
    ]);
  });

  it('may be SQuAD: a document a paragraph, with ids that stay the same', async () => {
    const squad = {
      version: 'data',
      more: [{ title: 'no article', paragraphs: [] }],
      data: [
        { title: 'New_York', paragraphs: [{ context: 'One.', qas: [{ id: 'q' }] }, { context: 'Two.' }] },
        { title: 'New_York', paragraphs: [{ context: 'Three.' }] },
        { paragraphs: [{ context: 'Four.' }] },
        { title: 'broken' },
      ],
    };
    for (const text of [JSON.stringify(squad), JSON.stringify(squad, null, 2)]) {
      expect(await read([write('squad.json', text)])).toEqual([
        { id: 'New_York#1', title: 'New York', text: 'One.' },
        { id: 'New_York#2', title: 'New York', text: 'Two.' },
        { id: 'New_York#2#1', title: 'New York', text: 'Three.' },
        { id: '#3#1', title: '', text: 'Four.' },
        '4 document.invalid id,text',
      ]);
    }
  });

  it('of many megabytes is read element by element', async () => {
    const article = { title: 'T', paragraphs: [{ context: '“é” '.repeat(20_000) }] };
    const path = write('large.json', JSON.stringify({ data: Array.from({ length: 60 }, () => article) }));
    expect(await read([path])).toHaveLength(60);
    const source = await openSource([path]);
    for await (const _ of source.documents) break;
    expect(source.meter.read).toBeLessThan(source.bytes / 5);
  });

  it.each([
    ['ends too early', '[{"id":"a","text":"b"}'],
    ['is another object', '{"documents":[{"id":"a","text":"b"}]}'],
    ['is no JSON', 'documents'],
    ['closes what it did not open', '[]]'],
  ])('is refused where it %s', async (_name, text) => {
    await expect(read([write('broken.json', text)])).rejects.toMatchObject({ code: 'ingest.unreadable' });
  });
});

describe('CSV', () => {
  it('has quotes, line feeds, a byte order mark; its other columns are metadata', async () => {
    const path = write(
      'a.csv',
      '\ufeffID,Title,Text,year,zip,note\r\n1,"A ""q"", b","one\ntwo",1990,02139,\r\n\r\n2,,plain,1.5,x,y\r\n',
    );
    expect(await read([path])).toEqual([
      { id: '1', title: 'A "q", b', text: 'one\ntwo', metadata: { year: 1990, zip: '02139' } },
      { id: '2', title: '', text: 'plain', metadata: { year: 1.5, zip: 'x', note: 'y' } },
    ]);
  });

  it.each([
    [';', 'a, b'],
    ['\t', 'a;b, c'],
    [',', 'a;b'],
  ])('may be separated by %j', async (separator, text) => {
    const path = write('a.tsv', `${['_id', 'text'].join(separator)}\n${['1', text].join(separator)}\n`);
    expect(await read([path])).toEqual([{ id: '1', text, metadata: {} }]);
  });

  it('takes the columns that are named, and says which one is missing', async () => {
    const path = write('a.csv', 'Number,Body,Name\n1,x,y\n');
    const columns = { id: 'Number', text: 'Body', title: 'Name' };
    expect(await read([path], { columns })).toEqual([{ id: '1', text: 'x', title: 'y', metadata: {} }]);
    await expect(read([path], { columns: { id: 'Number' } })).rejects.toMatchObject({
      code: 'ingest.column_missing',
      details: { column: 'text', option: '--text-column' },
    });
  });

  it('tells broken records by their line, and reads the others', async () => {
    const path = write('a.csv', 'id,text\n1,"a\nb"\n2,b"c\n3,d,e\n4,f\n');
    expect(await read([path])).toEqual([
      '4 ingest.unreadable quotes as RFC 4180 has them',
      { id: '1', text: 'a\nb', metadata: {} },
      '5 ingest.unreadable 2 fields; this record has 3',
      { id: '4', text: 'f', metadata: {} },
    ]);
  });
});

describe('text files', () => {
  it('of a folder are a document each, in a steady order, without hidden files and links', async () => {
    write(
      'docs/b.md',
      '---\ntitle: "B: the book"\ntags: [x, "y, z", 3]\nyear: 2020 # of print\ndraft: false\n---\n\n# No title\n',
    );
    write('docs/a/one.md', 'Intro\n=====\n\n```\n# no heading\n```\n## Next\n');
    write('docs/a/two.txt', 'Just text.');
    write('docs/a/zip.txt.gz', gzipSync('Zipped.'));
    write('docs/broken.txt', Buffer.from([0xff, 0xfe, 0x41]));
    write('docs/data.csv', 'id,text\n1,x\n');
    write('docs/.git/c.txt', 'hidden');
    symlinkSync(folder, join(folder, 'docs/link'));
    const name = join(folder, 'docs');
    expect(await read([name])).toEqual([
      {
        id: 'a/one.md',
        title: 'Intro',
        text: 'Intro\n=====\n\n```\n# no heading\n```\n## Next\n',
        metadata: { path: 'a/one.md' },
      },
      { id: 'a/two.txt', title: 'two', text: 'Just text.', metadata: { path: 'a/two.txt' } },
      { id: 'a/zip.txt.gz', title: 'zip', text: 'Zipped.', metadata: { path: 'a/zip.txt.gz' } },
      {
        id: 'b.md',
        title: 'B: the book',
        text: '\n# No title\n',
        metadata: { tags: ['x', 'y, z', 3], year: 2020, draft: false, path: 'b.md' },
      },
      `${join(name, 'broken.txt')} ingest.unreadable text in UTF-8`,
    ]);
    expect(await read([name], { format: 'markdown' })).toHaveLength(2);
  });

  it('have a front matter only where it is one', async () => {
    const text = '---\nA text between two rules.\n---\nMore.\n';
    expect(await read([write('rule.md', text)])).toMatchObject([
      { text, title: 'A text between two rules.' },
    ]);
    const listed = '---\nauthors:\n  - Ann\n  - Bob\nmap:\n  a: b\nlong: |\n  c\n---\nText';
    expect(await read([write('list.md', listed)])).toEqual([
      { id: 'list.md', title: 'list', text: 'Text', metadata: { authors: ['Ann', 'Bob'], path: 'list.md' } },
    ]);
  });
});

describe('what is named', () => {
  it('is read in that order', async () => {
    const paths = [write('b.txt', 'b'), write('a.jsonl', '{"id":"a","text":"a"}')];
    expect((await read(paths)).map((document) => (document as { id: string }).id)).toEqual(['b.txt', 'a']);
  });

  it('is refused where it is not there, or nobody knows what it is', async () => {
    await expect(read([join(folder, 'none.jsonl')])).rejects.toMatchObject({ code: 'dataset.not_found' });
    const path = write('records.data', '{"id":"a","text":"a"}');
    await expect(read([path])).rejects.toMatchObject({ code: 'ingest.format_unknown' });
    expect(await read([path], { format: 'jsonl' })).toEqual([{ id: 'a', text: 'a' }]);
    await expect(read([folder], { format: 'csv' })).rejects.toMatchObject({ code: 'ingest.unreadable' });
  });
});
