import { type RunningService, startService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maskDocument } from '../src/mask-document.ts';
import { previewMasking } from '../src/preview.ts';
import { routes } from '../src/routes.ts';

const token = 'a-service-token-of-24-ch';
const hashKey = Buffer.alloc(32, 7);
const texts = [
  'Dear Ms Anna Kovacs, write to anna.kovacs@post.example or ring +44 20 7946 0958.',
  'Kovacs said <PERSON_1> was nobody. 😀 Her card: 4111 1111 1111 1111.',
];

describe('a preview', () => {
  it('is what masking makes of the same text, under every operator', async () => {
    for (const type of ['placeholder', 'hash', 'redact'] as const) {
      const policy = { operators: { DEFAULT: { type }, CREDIT_CARD: { type: 'placeholder' as const } } };
      const previews = await previewMasking(texts, { policy, threshold: 0.4, hashKey });
      const messages = texts.map((content) => ({ role: 'user' as const, content }));
      const { masked } = maskDocument(
        { messages, passages: [] },
        { policy: 'mask', redaction: policy, threshold: 0.4, hashKey },
      );
      expect(previews.map(({ text }) => text)).toEqual(masked.messages.map(({ content }) => content));
    }
  });

  it('names each value’s place and what takes it: put there, they make the masked text', async () => {
    const previews = await previewMasking(texts, { policy: {}, threshold: 0.4, hashKey });
    for (const [part, { text, findings }] of previews.entries()) {
      const original = texts[part] ?? '';
      let rebuilt = original;
      for (const { start, end, replacement } of findings.toReversed()) {
        rebuilt = rebuilt.slice(0, start) + replacement + rebuilt.slice(end);
      }
      expect(rebuilt).toBe(text);
      expect(rebuilt).not.toBe(original);
    }
  });
});

describe('POST /v1/preview', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startService({
      name: 'redactor',
      settings: { HOST: '127.0.0.1', PORT: 0, DRAIN_DEADLINE_MS: 2000, ROLLCALL_SERVICE_TOKEN: token },
      log: createLog('test'),
      router: routes({ serviceToken: token, maxBodyBytes: 100_000, threshold: 0.4 }),
    });
  });
  afterAll(() => service.stop());

  const post = async (body: object, authorization = `Bearer ${token}`) => {
    const response = await fetch(`${service.url}/v1/preview`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };

  it('masks by the policy that it is given', async () => {
    const policy = { operators: { EMAIL_ADDRESS: { type: 'redact' } }, entities: ['EMAIL_ADDRESS'] };
    expect(await post({ texts: ['Write to a.b@post.example.'], policy })).toEqual({
      status: 200,
      body: {
        texts: [
          {
            text: 'Write to .',
            findings: [{ type: 'EMAIL_ADDRESS', start: 9, end: 25, replacement: '' }],
          },
        ],
      },
    });
  });

  it('is for other services only, and refuses a type that it does not know', async () => {
    expect(await post({ texts: ['x'] }, 'Bearer no')).toMatchObject({ status: 401 });
    expect(await post({ texts: ['x'], policy: { entities: ['NOTHING'] } })).toMatchObject({
      body: { error: { code: 'redact.policy_invalid' } },
    });
    expect(await post({ texts: [] })).toMatchObject({ status: 400 });
  });
});
