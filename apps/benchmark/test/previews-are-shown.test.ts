import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readPolicyFile } from '../src/redaction/policy-file.ts';
import { askForPreview, policyOfCollection } from '../src/redaction/preview.ts';
import { previewPage } from '../src/redaction/preview-page.ts';
import { renderPreview } from '../src/terminal/preview-view.ts';

/** A stream that is no terminal, or one that shows colours. */
const streamOf = (depth: number): NodeJS.WriteStream =>
  Object.assign(new PassThrough(), {
    isTTY: depth > 1,
    getColorDepth: () => depth,
  }) as unknown as NodeJS.WriteStream;

const text = 'Anna wrote <b>\u001b[2J to\nBo.\n';
const preview = {
  text: '<PERSON_1> wrote <b>\u001b[2J to\n.\n',
  findings: [
    { type: 'PERSON', start: 0, end: 4, replacement: '<PERSON_1>' },
    { type: 'URL', start: text.indexOf('Bo'), end: text.indexOf('Bo') + 2, replacement: '' },
  ],
};

describe('what would be masked', () => {
  it('stands in brackets where there are no colours, and moves no cursor', () => {
    expect(renderPreview(text, preview, streamOf(1))).toBe(
      [
        '[Anna → <PERSON_1>] wrote <b>·[2J to',
        '[Bo → nothing].',
        '',
        'Would be masked: PERSON 1  URL 1',
      ].join('\n'),
    );
    expect(renderPreview('x', { text: 'x', findings: [] }, streamOf(1))).toContain(
      'Nothing would be masked.',
    );
  });

  it('is a page with every value marked and nothing of the text run', () => {
    const page = previewPage('a & b', text, preview);
    expect(page).toContain('2 values would be masked');
    expect(page).toContain('a &amp; b');
    expect(page).toContain('Anna<small>&lt;PERSON_1&gt;</small></mark> wrote &lt;b&gt;');
    expect(page).not.toMatch(/<script|https?:/);
  });
});

const serving = async <T>(body: object, work: (url: string) => Promise<T>): Promise<T> => {
  const server = createServer((_request, response) => response.end(JSON.stringify(body)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
};

it('a redactor that answers something else has shown nothing', async () => {
  await serving({ texts: [] }, async (url) => {
    await expect(askForPreview({ url, token: undefined }, 'x', {})).rejects.toMatchObject({
      code: 'redact.analyzer_refused',
    });
  });
});

it('a collection’s policy is the operator’s, which may be not to mask', async () => {
  const policy = { entities: ['PERSON'] };
  const collections = [
    { name: 'own', redaction: 'mask', policy },
    { name: 'usual', redaction: 'mask' },
    { name: 'open', redaction: 'off', policy },
  ];
  await serving({ collections }, async (gatewayUrl) => {
    const policyOf = (name: string) => policyOfCollection({ gatewayUrl, key: undefined }, name);
    expect(await policyOf('own')).toEqual(policy);
    expect(await policyOf('usual')).toEqual({});
    expect(await policyOf('open')).toBeUndefined();
    await expect(policyOf('none')).rejects.toMatchObject({ code: 'collection.not_found' });
  });
});

it('a policy’s file is read by its form', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-policy-'));
  const path = join(folder, 'policy.json');
  try {
    writeFileSync(path, '{"operators":{"URL":{"type":"redact"}}}');
    expect(await readPolicyFile(path)).toEqual({ operators: { URL: { type: 'redact' } } });
    writeFileSync(path, '{"operators":{"URL":{"type":"shred"}}}');
    await expect(readPolicyFile(path)).rejects.toMatchObject({
      code: 'config.invalid',
      details: { problems: ['operators.URL.type: invalid_union'] },
    });
    await expect(readPolicyFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'config.invalid' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
