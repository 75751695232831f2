import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type RedactorServer, startRedactor } from './redactor-server.ts';

const token = 'a-service-token-of-24-ch';
/** Without a token, as on a laptop; with one, as in a deployment. */
let open: RedactorServer;
let guarded: RedactorServer;

beforeAll(async () => {
  open = await startRedactor();
  guarded = await startRedactor(token);
});
afterAll(async () => {
  await open.stop();
  await guarded.stop();
});

const post = (path: string, body: unknown): Promise<Answer> => open.post(path, body);
const get = (path: string): Promise<Answer> => open.get(path);
const failed = (status: number, code: string, details?: object) => ({
  status,
  body: {
    error: expect.stringContaining(code),
    failure: { code, ...(details === undefined ? {} : { details }) },
  },
});

describe('/analyze', () => {
  it('answers as Presidio does', async () => {
    const text = 'My name is Ada Lovelace, mail ada@example.org';
    const answer = await post('/analyze', { text, language: 'en', entities: ['PERSON', 'EMAIL_ADDRESS'] });
    expect(answer).toMatchObject({
      status: 200,
      body: [
        {
          entity_type: 'PERSON',
          start: 11,
          end: 23,
          score: expect.closeTo(1, 1),
          analysis_explanation: null,
        },
        {
          entity_type: 'EMAIL_ADDRESS',
          start: 30,
          end: 45,
          score: 1,
          analysis_explanation: null,
        },
      ],
    });
  });

  it('explains itself when asked', async () => {
    const { body } = await post('/analyze', {
      text: 'phone 9469 9966',
      language: 'en',
      return_decision_process: true,
    });
    expect(body).toMatchObject([
      {
        entity_type: 'PHONE_NUMBER',
        analysis_explanation: {
          recognizer: 'PhoneRecognizer',
          pattern_name: 'Groups of digits',
          pattern: expect.stringContaining('\\d'),
          original_score: 0.1,
          score: 0.45,
          supportive_context_word: 'phone',
          score_context_improvement: 0.35,
          validation_result: null,
        },
      },
    ]);
  });

  it('counts code points, or UTF-16 units when asked', async () => {
    const text = '🙂🙂 ada@example.org';
    const asked = { text, language: 'en', entities: ['EMAIL_ADDRESS'] };
    expect((await post('/analyze', asked)).body).toMatchObject([{ start: 3, end: 18 }]);
    const units = await post('/analyze', { ...asked, offset_unit: 'utf16' });
    expect(units.body).toMatchObject([{ start: 5, end: 20 }]);
  });

  it('honours threshold and allow list, and takes several texts', async () => {
    const asked = {
      text: ['ada@example.org', 'bob@example.org', 'none'],
      language: 'en',
      score_threshold: 0.9,
      allow_list: ['bob@example.org'],
    };
    expect((await post('/analyze', asked)).body).toMatchObject([[{ entity_type: 'EMAIL_ADDRESS' }], [], []]);
  });

  it.each([
    ['no text', { language: 'en' }, 400, 'request.invalid', { fields: ['text'] }],
    ['no language', { text: 'a' }, 400, 'request.invalid', { fields: ['language'] }],
    [
      'another language',
      { text: 'a', language: 'de' },
      400,
      'redact.unsupported_language',
      { languages: ['en'] },
    ],
    [
      'an unknown type',
      { text: 'a', language: 'en', entities: ['X'] },
      400,
      'request.invalid',
      { fields: ['entities'] },
    ],
    [
      'a recognizer without anything to look for',
      { text: 'a', language: 'en', ad_hoc_recognizers: [{ supported_entity: 'X' }] },
      400,
      'request.invalid',
      { fields: ['ad_hoc_recognizers.0'] },
    ],
    ['too much', { text: 'a'.repeat(200_000), language: 'en' }, 413, 'request.too_large', undefined],
  ])('refuses %s with a code', async (_, body, status, code, details) => {
    expect(await post('/analyze', body)).toMatchObject(failed(status, code, details));
  });

  it('never answers an error with the text in it', async () => {
    const { body } = await post('/analyze', '{"text": "Ada Lovelace", "language": ');
    expect(JSON.stringify(body)).not.toContain('Ada');
    expect(body).toMatchObject({ failure: { code: 'request.not_json' } });
  });
});

/** The request of Presidio's own documentation. */
const documented = {
  text: 'hello world, my name is Jane Doe. My number is: 034453334',
  analyzer_results: [
    { start: 24, end: 32, score: 0.8, entity_type: 'PERSON' },
    { start: 48, end: 57, score: 0.95, entity_type: 'PHONE_NUMBER' },
  ],
};
const anonymize = (anonymizers: object) => post('/anonymize', { ...documented, anonymizers });
const textOf = async (answer: Promise<Answer>): Promise<string> =>
  ((await answer).body as { text: string }).text;

describe('/anonymize', () => {
  it('answers Presidio’s documented example as documented', async () => {
    const answer = await anonymize({
      PERSON: { type: 'replace', new_value: 'ANONYMIZED' },
      PHONE_NUMBER: { type: 'redact' },
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        text: 'hello world, my name is ANONYMIZED. My number is: ',
        items: [
          { operator: 'redact', entity_type: 'PHONE_NUMBER', start: 50, end: 50, text: '' },
          { operator: 'replace', entity_type: 'PERSON', start: 24, end: 34, text: 'ANONYMIZED' },
        ],
      },
    });
  });

  it('replaces by the type where nothing is said', async () => {
    expect(await textOf(post('/anonymize', documented))).toBe(
      'hello world, my name is <PERSON>. My number is: <PHONE_NUMBER>',
    );
  });

  it('masks from either end, keeps, and takes DEFAULT for the rest', async () => {
    const mask = { type: 'mask', masking_char: '*', chars_to_mask: 4 };
    expect(await textOf(anonymize({ DEFAULT: { type: 'keep' }, PERSON: mask }))).toBe(
      'hello world, my name is **** Doe. My number is: 034453334',
    );
    expect(await textOf(anonymize({ DEFAULT: { ...mask, from_end: true } }))).toBe(
      'hello world, my name is Jane****. My number is: 03445****',
    );
  });

  it('hashes with the given salt, and with another one at each call where none is given', async () => {
    const salted = { PERSON: { type: 'hash', salt: 'pepper and more salt' } };
    expect(await textOf(anonymize(salted))).toBe(await textOf(anonymize(salted)));
    const bare = { PERSON: { type: 'hash', hash_type: 'sha512' } };
    const once = await textOf(anonymize(bare));
    expect(once).toMatch(/name is [0-9a-f]{128}\. My/);
    expect(await textOf(anonymize(bare))).not.toBe(once);
  });

  it('takes offsets in code points', async () => {
    const answer = post('/anonymize', {
      text: '🙂 Ada',
      analyzer_results: [{ start: 2, end: 5, score: 1, entity_type: 'PERSON' }],
    });
    expect((await answer).body).toMatchObject({ text: '🙂 <PERSON>', items: [{ start: 2, end: 10 }] });
  });

  it.each([
    ['an unknown operator', { PERSON: { type: 'shred' } }, { operator: 'unknown' }],
    [
      'a mask without its length',
      { PERSON: { type: 'mask', masking_char: '*' } },
      { operator: 'mask', parameters: ['chars_to_mask'] },
    ],
    [
      'a key of another length',
      { PERSON: { type: 'encrypt', key: 'short' } },
      { operator: 'encrypt', parameter: 'key' },
    ],
  ])('refuses %s', async (_, anonymizers, details) => {
    expect(await anonymize(anonymizers)).toMatchObject(failed(422, 'redact.unsupported_operator', details));
  });

  it('refuses a place outside the text', async () => {
    const analyzer_results = [{ start: 3, end: 99, score: 1, entity_type: 'PERSON' }];
    expect(await post('/anonymize', { text: 'short', analyzer_results })).toMatchObject(
      failed(422, 'redact.invalid_parameter', { parameter: 'analyzer_results' }),
    );
  });
});

describe('/deanonymize', () => {
  it('decrypts what Presidio’s documentation has encrypted', async () => {
    const answer = await post('/deanonymize', {
      text: 'My name is S184CMt9Drj7QaKQ21JTrpYzghnboTF9pn/neN8JME0=',
      deanonymizers: { PERSON: { type: 'decrypt', key: 'WmZq4t7w!z%C&F)J' } },
      anonymizer_results: [{ start: 11, end: 55, entity_type: 'PERSON' }],
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { items: [{ start: 11, entity_type: 'PERSON', operator: 'decrypt' }] },
    });
    expect((answer.body as { text: string }).text).toBe('My name is Chloë');
  });

  it.each([[16], [24], [32]])('undoes what /anonymize encrypted with a key of %i bytes', async (bytes) => {
    const key = 'k'.repeat(bytes);
    const { body } = await anonymize({ DEFAULT: { type: 'encrypt', key } });
    const { text, items } = body as { text: string; items: object[] };
    expect(text).not.toContain('Jane Doe');
    const restored = await post('/deanonymize', {
      text,
      deanonymizers: { DEFAULT: { type: 'decrypt', key } },
      anonymizer_results: items,
    });
    expect((restored.body as { text: string }).text).toBe(documented.text);
  });

  it('refuses a key that does not fit, without telling why in the text’s words', async () => {
    const answer = await post('/deanonymize', {
      text: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
      deanonymizers: { DEFAULT: { type: 'decrypt', key: 'k'.repeat(16) } },
      anonymizer_results: [{ start: 0, end: 44, entity_type: 'PERSON' }],
    });
    expect(answer).toMatchObject(failed(422, 'redact.invalid_parameter', { parameter: 'text' }));
  });
});

describe('what the service can do', () => {
  it('is listed', async () => {
    expect((await get('/supportedentities?language=en')).body).toContain('IBAN_CODE');
    expect((await get('/recognizers')).body).toContain('NameTagger');
    expect((await get('/anonymizers')).body).toEqual([
      'encrypt',
      'hash',
      'keep',
      'mask',
      'redact',
      'replace',
    ]);
    expect((await get('/deanonymizers')).body).toEqual(['decrypt', 'deanonymize_keep']);
    expect(await get('/supportedentities?language=fr')).toMatchObject(
      failed(400, 'redact.unsupported_language'),
    );
  });
});

describe('who may call', () => {
  it.each(['/analyze', '/anonymize', '/deanonymize'])('%s is whoever has the service token', async (path) => {
    expect(await guarded.post(path, {})).toMatchObject(failed(401, 'access.service_token'));
    const headers = { authorization: `Bearer ${token}` };
    expect(await guarded.post(path, {}, headers)).toMatchObject(failed(400, 'request.invalid'));
  });
});
