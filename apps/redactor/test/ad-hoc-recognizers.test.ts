import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RedactorServer, startRedactor } from './redactor-server.ts';

let redactor: RedactorServer;
beforeAll(async () => {
  redactor = await startRedactor();
});
afterAll(() => redactor.stop());

type View = { entity_type: string; start: number; end: number; score: number; analysis_explanation: unknown };

const zip = {
  name: 'Zip code Recognizer',
  supported_language: 'en',
  patterns: [{ name: 'zip code (weak)', regex: String.raw`(\b\d{5}(?:\-\d{4})?\b)`, score: 0.01 }],
  supported_entity: 'ZIP',
};

const analyze = async (text: string | string[], recognizers: object[], rest: object = {}) =>
  redactor.post('/analyze', { text, language: 'en', ad_hoc_recognizers: recognizers, ...rest });

const found = async (text: string, recognizers: object[], rest: object = {}) => {
  const { body } = await analyze(text, recognizers, rest);
  return (body as View[]).map(({ entity_type, start, end, score }) => [
    entity_type,
    text.slice(start, end),
    score,
  ]);
};

describe('a recognizer of the caller’s own', () => {
  it('finds beside ours, at its own score, however low', async () => {
    expect(await found('John Smith, zip code: 10023', [zip])).toContainEqual(['ZIP', '10023', 0.01]);
    expect(await found('zip code: 10023', [zip], { score_threshold: 0.1, entities: ['ZIP'] })).toEqual([]);
  });

  it('is raised by its context words, in the text or beside it', async () => {
    const withContext = [{ ...zip, context: ['Zip', 'code'] }];
    const only = { entities: ['ZIP'] };
    expect(await found('zip code: 10023', withContext, only)).toEqual([['ZIP', '10023', 0.4]]);
    expect(await found('in 10023', withContext, only)).toEqual([['ZIP', '10023', 0.01]]);
    expect(await found('in 10023', withContext, { ...only, context: ['the zip'] })).toEqual([
      ['ZIP', '10023', 0.4],
    ]);
  });

  it('explains itself', async () => {
    const { body } = await analyze('zip 10023', [{ ...zip, context: ['zip'] }], {
      entities: ['ZIP'],
      return_decision_process: true,
    });
    expect(body).toMatchObject([
      {
        analysis_explanation: {
          recognizer: 'Zip code Recognizer',
          pattern_name: 'zip code (weak)',
          pattern: zip.patterns[0]!.regex,
          original_score: 0.01,
          score: 0.4,
          score_context_improvement: 0.39,
          supportive_context_word: 'zip',
          textual_explanation: 'Detected by `Zip code Recognizer` using pattern `zip code (weak)`',
        },
      },
    ]);
  });

  it('finds the words of a list where they stand by themselves, in any case', async () => {
    const titles = [
      { supported_entity: 'MR_TITLE', deny_list: ['Mr.', 'Mister'] },
      { supported_entities: ['MS_TITLE'], deny_list: ['Ms.', 'Miss', 'Mrs.'], deny_list_score: 0.7 },
    ];
    const only = { entities: ['MR_TITLE', 'MS_TITLE'] };
    expect(await found('MISTER Smith, Mr. Doe, Mrs. Doe, Mississippi, Mr.X', titles, only)).toEqual([
      ['MR_TITLE', 'MISTER', 1],
      ['MR_TITLE', 'Mr.', 1],
      ['MS_TITLE', 'Mrs.', 0.7],
    ]);
    const words = [{ supported_entity: 'CODE', deny_list: ['New', 'New York', 'Zürich', 'שרה', '🙂'] }];
    expect(
      await found('New York, ZÜRICH, שרה, 🙂', words, { entities: ['CODE'], offset_unit: 'utf16' }),
    ).toEqual(['New', 'ZÜRICH', 'שרה', '🙂'].map((word) => ['CODE', word, 1]));
  });

  it('is left out where it is for another language or another type', async () => {
    expect(await found('10023', [{ ...zip, supported_language: 'de' }])).not.toContainEqual([
      'ZIP',
      '10023',
      0.01,
    ]);
    expect(await found('10023', [zip], { entities: ['PERSON'] })).toEqual([]);
  });

  it('honours flags: without them, case counts', async () => {
    const word = { supported_entity: 'W', patterns: [{ name: 'w', regex: 'abc', score: 0.5 }] };
    const only = { entities: ['W'] };
    expect(await found('ABC abc', [word], only)).toHaveLength(2);
    expect(await found('ABC abc', [{ ...word, global_regex_flags: 0 }], only)).toEqual([['W', 'abc', 0.5]]);
  });

  it.each([
    [String.raw`(a)\1`, 'back-reference', 3],
    ['(?=.*b)a', 'lookaround without a bound', 7],
    ['(a', 'syntax', 2],
  ])('is refused where %s is no expression with a bound, by name and place', async (regex, reason, at) => {
    const recognizer = {
      supported_entity: 'X',
      patterns: [zip.patterns[0], { name: 'p', regex, score: 0.5 }],
    };
    const answer = await analyze('text', [zip, recognizer]);
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: expect.stringContaining(`reason: ${reason}`),
        failure: {
          code: 'redact.unsupported_pattern',
          details: { field: 'ad_hoc_recognizers.1.patterns.1.regex', reason, at },
        },
      },
    });
    const allowed = await redactor.post('/analyze', {
      text: 'text',
      language: 'en',
      allow_list: [regex],
      allow_list_match: 'regex',
    });
    expect(allowed).toMatchObject({ status: 400, body: { failure: { details: { field: 'allow_list.0' } } } });
  });

  it('reads no more than a hundred thousand characters of patterns and words', async () => {
    const deny_list = Array.from({ length: 999 }, (_, index) => `${index}`.padEnd(102, 'a'));
    const patterns = Array.from({ length: 6 }, () => ({ name: 'p', regex: 'a{5}'.repeat(4500), score: 0.5 }));
    for (const much of [{ patterns }, { deny_list }]) {
      expect(await analyze('text', [{ supported_entity: 'X', ...much }], { entities: ['X'] })).toMatchObject({
        status: 400,
        body: { failure: { details: { field: 'ad_hoc_recognizers', reason: 'too large' } } },
      });
    }
  });

  it('is allowed what any of many expressions allows', async () => {
    const allow_list = Array.from({ length: 900 }, (_, index) => `^1${index}$`);
    const rest = { entities: ['ZIP'], allow_list_match: 'regex' };
    const many = { ...rest, allow_list: [...allow_list, '', '^100(?=23$)'] };
    expect(await found('zip 10023 20034', [zip], many)).toEqual([['ZIP', '20034', 0.01]]);
    expect(await analyze('text', [zip], { ...rest, allow_list: [...allow_list, '('] })).toMatchObject({
      status: 400,
      body: { failure: { details: { field: 'allow_list.900', reason: 'syntax' } } },
    });
  });

  it('cannot hang the service: what is quadratic is stopped, for all texts of a request together', async () => {
    const quadratic = { supported_entity: 'X', patterns: [{ name: 'p', regex: 'a.*b|a', score: 0.5 }] };
    const answer = await analyze(
      Array.from({ length: 9 }, () => 'a'.repeat(10_000)),
      [quadratic],
      {
        entities: ['X'],
      },
    );
    expect(answer).toMatchObject({ status: 422, body: { failure: { code: 'redact.pattern_too_costly' } } });
  });
});
