import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  analyzeResponse,
  engineResponse,
  errorResponse,
  exampleRequests,
  listResponse,
} from './presidio-api.ts';
import { type RedactorServer, startRedactor } from './redactor-server.ts';

let redactor: RedactorServer;
beforeAll(async () => {
  redactor = await startRedactor();
});
afterAll(() => redactor.stop());

const license = 'John Smith drivers license is AC432223';

type View = { entity_type: string; start: number; end: number; score: number };

const analyze = async (request: object): Promise<View[]> => {
  const { status, body } = await redactor.post('/analyze', { language: 'en', ...request });
  expect({ status, body }).toMatchObject({ status: 200 });
  return analyzeResponse.parse(body) as View[];
};
const placesOf = (views: readonly View[]) =>
  views.map(({ entity_type, start, end }) => [entity_type, start, end]);

const engine = async (path: string, request: object) => {
  const { status, body } = await redactor.post(path, request);
  expect({ status, body }).toMatchObject({ status: 200 });
  return engineResponse.parse(body);
};

describe('what Presidio’s API description gives as examples', () => {
  it.each(exampleRequests.analyze)('is analysed: %j', async (request) => {
    const { status, body } = await redactor.post('/analyze', request);
    expect(status).toBe(200);
    const parsed = analyzeResponse.parse(body);
    expect(parsed).toHaveLength(Array.isArray(request.text) ? 2 : 1 + Number(!('entities' in request)));
    const first = (Array.isArray(request.text) ? parsed[0] : parsed) as View[];
    expect(placesOf(first)).toContainEqual(['US_DRIVER_LICENSE', 30, 38]);
  });

  it('is anonymized to the same text and items', async () => {
    const [redactAndReplace, byDefault] = exampleRequests.anonymize;
    expect(await engine('/anonymize', redactAndReplace)).toEqual({
      text: 'hello world, my name is . My number is: ANONYMIZED',
      items: [
        { operator: 'replace', entity_type: 'PHONE_NUMBER', start: 40, end: 50, text: 'ANONYMIZED' },
        { operator: 'redact', entity_type: 'PERSON', start: 24, end: 24, text: '' },
      ],
    });
    expect(await engine('/anonymize', byDefault)).toEqual({
      text: 'hello world, my name is ANONYMIZED.',
      items: [{ operator: 'replace', entity_type: 'PERSON', start: 24, end: 34, text: 'ANONYMIZED' }],
    });
  });

  it('is decrypted', async () => {
    expect(await engine('/deanonymize', exampleRequests.deanonymize[0])).toEqual({
      text: 'My name is Chloë',
      items: [{ operator: 'decrypt', entity_type: 'PERSON', start: 11, end: 16, text: 'Chloë' }],
    });
  });

  it.each([
    '/recognizers',
    '/recognizers?language=en',
    '/supportedentities',
    '/supportedentities?language=en',
    '/supportedentities?uknown=input',
    '/anonymizers',
    '/deanonymizers',
  ])('is listed by %s', async (path) => {
    const { status, body } = await redactor.get(path);
    expect(status).toBe(200);
    listResponse.parse(body);
  });

  it('says that it is up, as plain text', async () => {
    const { status, body, headers } = await redactor.get('/health');
    expect([status, body]).toEqual([200, 'Rollcall redactor service is up']);
    expect(headers.get('content-type')).toContain('text/plain');
  });
});

/** The same requests and answers as Presidio's end-to-end tests have, where they do not hang on its model. */
describe('/analyze, as in Presidio’s end-to-end tests', () => {
  it('takes what its clients send beside the text', async () => {
    for (const extra of [
      { correlation_id: '123' },
      { trace: '1' },
      { trace: 'somedata' },
      { context: null },
    ]) {
      expect(placesOf(await analyze({ text: license, ...extra }))).toEqual([
        ['PERSON', 0, 10],
        ['US_DRIVER_LICENSE', 30, 38],
      ]);
    }
    const { headers } = await redactor.post('/analyze', { text: 'a', language: 'en', correlation_id: 'a-1' });
    expect(headers.get('correlation-id')).toBe('a-1');
  });

  it('explains itself only when asked, by a truth value or a number', async () => {
    const [plain] = await analyze({ text: license, return_decision_process: 0 });
    expect(plain).toMatchObject({ analysis_explanation: null });
    const explained = await analyze({
      text: license,
      return_decision_process: 1,
      entities: ['US_DRIVER_LICENSE'],
    });
    expect(explained).toMatchObject([
      {
        analysis_explanation: {
          recognizer: 'LabelledLicenseRecognizer',
          supportive_context_word: '',
          validation_result: null,
        },
      },
    ]);
  });

  it('raises the score by context that came with the text', async () => {
    const text = 'it is AC432223';
    expect(await analyze({ text, entities: ['US_DRIVER_LICENSE'] })).toEqual([]);
    const [finding] = await analyze({
      text,
      entities: ['US_DRIVER_LICENSE'],
      context: ['Driver license'],
      return_decision_process: true,
    });
    expect(finding).toMatchObject({
      entity_type: 'US_DRIVER_LICENSE',
      analysis_explanation: { supportive_context_word: 'driver' },
    });
  });

  it('looks for the types that are named, and says in a header which nobody knows', async () => {
    expect(placesOf(await analyze({ text: license, entities: ['PERSON'] }))).toEqual([['PERSON', 0, 10]]);
    const answer = await redactor.post('/analyze', {
      text: license,
      language: 'en',
      entities: ['PERSON', 'NO_SUCH_TYPE', 'a b'],
    });
    expect(placesOf(answer.body as View[])).toEqual([['PERSON', 0, 10]]);
    expect(answer.headers.get('unsupported-entities')).toBe('NO_SUCH_TYPE, ?');
  });

  it('honours allow lists, by value and by expression with flags', async () => {
    const text = 'email: admin@github.com';
    const mail = [['EMAIL_ADDRESS', 7, 23]];
    const found = async (request: object) =>
      placesOf(await analyze({ text, entities: ['EMAIL_ADDRESS'], ...request }));
    expect(await found({ allow_list: ['admin@github.com'] })).toEqual([]);
    expect(await found({ allow_list: ['.*@github.com'] })).toEqual(mail);
    expect(await found({ allow_list: ['.*@github.com'], allow_list_match: 'regex' })).toEqual([]);
    expect(await found({ allow_list: ['', '.*@GITHUB.com'], allow_list_match: 'regex' })).toEqual([]);
    const exactly = { allow_list: ['.*@GitHub.com'], allow_list_match: 'regex', regex_flags: 0 };
    expect(await found(exactly)).toEqual(mail);
  });

  it.each([
    ['no text', {}, 400],
    ['an empty text', { text: '', language: 'en' }, 400],
    ['no language', { text: license }, 400],
    ['another language', { text: license, language: 'zz' }, 400],
    [
      'a pattern with other fields',
      {
        text: license,
        language: 'en',
        ad_hoc_recognizers: [
          { supported_entity: 'ZIP', patterns: [{ type: 'a', bebex: 'b', confidence: 0.01 }] },
        ],
      },
      400,
    ],
    ['a body that is no JSON', '{"text": ', 400],
  ])('answers %s with an error text', async (_, request, status) => {
    const answer = await redactor.post('/analyze', request);
    expect(answer.status).toBe(status);
    expect(errorResponse.parse(answer.body)).toMatchObject({ failure: { code: expect.any(String) } });
  });
});

/** A request of Presidio's tests with the fields at hand. */
const janeDoe = 'hello world, my name is Jane Doe. My number is: 034453334';
const result = (entity_type: string, start: number, end: number, score = 0.8) => ({
  entity_type,
  start,
  end,
  score,
});

describe('/anonymize, as in Presidio’s end-to-end tests', () => {
  it('drops findings inside others and masks from the end', async () => {
    expect(
      await engine('/anonymize', {
        text: janeDoe,
        anonymizers: {
          DEFAULT: { type: 'replace', new_value: 'ANONYMIZED' },
          PHONE_NUMBER: { type: 'mask', masking_char: '*', chars_to_mask: 4, from_end: true },
        },
        analyzer_results: [
          result('NAME', 24, 32),
          result('FIRST_NAME', 24, 28),
          result('LAST_NAME', 29, 32, 0.6),
          result('PHONE_NUMBER', 48, 57, 0.95),
        ],
      }),
    ).toEqual({
      text: 'hello world, my name is ANONYMIZED. My number is: 03445****',
      items: [
        { operator: 'mask', entity_type: 'PHONE_NUMBER', start: 50, end: 59, text: '03445****' },
        { operator: 'replace', entity_type: 'NAME', start: 24, end: 34, text: 'ANONYMIZED' },
      ],
    });
  });

  it('leaves a text without findings, and no text, as they are', async () => {
    expect(await engine('/anonymize', { text: '', analyzer_results: [] })).toEqual({ text: '', items: [] });
    expect(await engine('/anonymize', { text: 'nothing', analyzer_results: [] })).toEqual({
      text: 'nothing',
      items: [],
    });
  });

  it.each([
    [{ NAME: { type: 'keep' }, LOCATION: { type: 'replace' } }, 'I’m George Washington<LOCATION>'],
    [{ NAME: { type: 'replace' }, LOCATION: { type: 'keep' } }, 'I’m <NAME>Washington Square Park'],
    [{ DEFAULT: { type: 'keep' } }, 'I’m George WashingtonWashington Square Park'],
  ])('writes each of two that cross: %j', async (anonymizers, text) => {
    const answer = await engine('/anonymize', {
      text: 'I’m George Washington Square Park',
      anonymizers,
      analyzer_results: [result('NAME', 4, 21), result('LOCATION', 11, 33)],
    });
    expect(answer.text).toBe(text);
    for (const { start, end, text: item } of answer.items) expect(text.slice(start, end)).toBe(item);
  });

  it('refuses what is no request, custom code, and what does not fit, with an error text', async () => {
    const refused = async (body: unknown): Promise<number> => {
      const answer = await redactor.post('/anonymize', body);
      errorResponse.parse(answer.body);
      return answer.status;
    };
    const one = { text: janeDoe, analyzer_results: [result('NAME', 24, 32)] };
    expect(await refused('{"text": "a",}')).toBe(400);
    expect(await refused({})).toBe(400);
    expect(await refused({ ...one, anonymizers: { DEFAULT: { type: 'custom', new_value: 'x' } } })).toBe(400);
    expect(await refused({ ...one, anonymizers: { DEFAULT: { type: 'none' } } })).toBe(422);
    expect(await refused({ ...one, anonymizers: { NAME: { type: 'mask', masking_char: 'ab' } } })).toBe(422);
    expect(await refused({ ...one, anonymizers: { NAME: { type: 'hash', salt: 'short' } } })).toBe(422);
    expect(await refused({ ...one, analyzer_results: [result('NAME', 50, 99)] })).toBe(422);
    expect(await refused({ ...one, analyzer_results: [result('NAME', 9, 3)] })).toBe(422);
  });
});

/** Salt behind the value, as Presidio's operator has it; the digests are of its tests. */
describe('the operators', () => {
  it.each([
    [
      '123456',
      'test_salt_16byte',
      'sha256',
      '31ac5824179e43275be4f75b10886a915b8ffbe4238786dd17e2cc23325d6e47',
    ],
    [
      'Jane Doe',
      'my_secure_salt16',
      undefined,
      '4180ab6f00d4379f01e57fc87593247f05fe2a3e3ad7b2b223d41d593ff3374e',
    ],
    [
      '123456',
      'test_salt_16byte',
      'sha512',
      '3a19179a550de9c20ff6c99d8dfd43e819835d4981fd972ac1280b393cd793576386cafd7a955d0802760bc3169609c25f8bbf0e6b3c93c7a44ebadc223f1fa6',
    ],
  ])('hash %s as Presidio does', async (text, salt, hash_type, digest) => {
    const anonymizers = {
      DEFAULT: { type: 'hash', salt, ...(hash_type === undefined ? {} : { hash_type }) },
    };
    const analyzer_results = [result('TEST', 0, text.length)];
    expect((await engine('/anonymize', { text, anonymizers, analyzer_results })).text).toBe(digest);
  });

  it('decrypt what Presidio encrypted', async () => {
    const text = 'e6HnOMnIxbd4a8Qea44LshQDnjvxwzBIaAz+YqHNnMW2mC5r3AWoay8Spsoajyyy';
    const request = {
      text,
      deanonymizers: { NUMBER: { type: 'decrypt', key: '1111111111111111' } },
      anonymizer_results: [{ start: 0, end: text.length, entity_type: 'NUMBER' }],
    };
    expect(await engine('/deanonymize', request)).toEqual({
      text: 'text_for_encryption',
      items: [{ start: 0, end: 19, operator: 'decrypt', text: 'text_for_encryption', entity_type: 'NUMBER' }],
    });
    const wrongKey = { ...request, deanonymizers: { NUMBER: { type: 'decrypt', key: 'invalidkey' } } };
    const answer = await redactor.post('/deanonymize', wrongKey);
    expect(answer.status).toBe(422);
    errorResponse.parse(answer.body);
  });

  it('leave a text alone that nothing is said about', async () => {
    expect(await engine('/deanonymize', { text: 'abc' })).toEqual({ text: 'abc', items: [] });
    expect(await engine('/deanonymize', { key: 'a' })).toEqual({ text: '', items: [] });
    expect((await redactor.post('/deanonymize', {})).status).toBe(400);
  });

  it('are undone where they can be, by what /anonymize answered', async () => {
    const anonymizers = {
      NAME: { type: 'encrypt', key: '1'.repeat(16) },
      DEFAULT: { type: 'encrypt', key: '2'.repeat(32) },
    };
    const analyzer_results = [result('NAME', 24, 32), result('PHONE_NUMBER', 48, 57)];
    const { text, items } = await engine('/anonymize', { text: janeDoe, anonymizers, analyzer_results });
    const deanonymizers = {
      NAME: { type: 'decrypt', key: '1'.repeat(16) },
      DEFAULT: { type: 'decrypt', key: '2'.repeat(32) },
    };
    expect((await engine('/deanonymize', { text, deanonymizers, anonymizer_results: items })).text).toBe(
      janeDoe,
    );
  });
});
