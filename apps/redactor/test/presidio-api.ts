import { z } from 'zod';

/**
 * What Presidio's published API description says of its answers (docs/api-docs/api-docs.yml, version 2.0, as
 * of July 2026), strictly: a field that the description does not name fails, and so does one that it demands
 * and that is missing. `/analyze` answers no other fields in Presidio's own end-to-end tests either.
 */
const analysisExplanation = z.strictObject({
  recognizer: z.string(),
  pattern_name: z.string().nullable(),
  pattern: z.string().nullable(),
  original_score: z.number(),
  score: z.number(),
  textual_explanation: z.string().nullable(),
  score_context_improvement: z.number(),
  supportive_context_word: z.string(),
  validation_result: z.boolean().nullable(),
});

const recognizerResult = z.strictObject({
  start: z.int().min(0),
  end: z.int().min(0),
  score: z.number().min(0).max(1),
  entity_type: z.string(),
  analysis_explanation: analysisExplanation.nullable(),
});

const operatorResult = z.strictObject({
  operator: z.string(),
  entity_type: z.string(),
  start: z.int().min(0),
  end: z.int().min(0),
  text: z.string(),
});

export const analyzeResponse = z.union([z.array(recognizerResult), z.array(z.array(recognizerResult))]);

export const engineResponse = z.strictObject({ text: z.string(), items: z.array(operatorResult) });

export const listResponse = z.array(z.string()).min(1);

/** `400BadRequest` and `422UnprocessableEntity`; more fields are allowed beside it. */
export const errorResponse = z.looseObject({ error: z.string().min(1) });

/** The request bodies that the description gives as examples, in their order. */
export const exampleRequests = {
  analyze: [
    { text: 'John Smith drivers license is AC432223', language: 'en' },
    {
      text: [
        'John Smith drivers license is AC432223',
        'John Smith drivers license is AC432223 and the zip code is 12345',
      ],
      language: 'en',
    },
    {
      text: 'John Smith drivers license is AC432223 and the zip code is 12345',
      language: 'en',
      return_decision_process: false,
      correlation_id: '123e4567-e89b-12d3-a456-426614174000',
      score_threshold: 0.6,
      entities: ['US_DRIVER_LICENSE', 'ZIP'],
      trace: false,
      ad_hoc_recognizers: [
        {
          name: 'Zip code Recognizer',
          supported_language: 'en',
          patterns: [{ name: 'zip code (weak)', regex: String.raw`(\b\d{5}(?:\-\d{4})?\b)`, score: 0.01 }],
          context: ['zip', 'code'],
          supported_entity: 'ZIP',
        },
      ],
    },
  ],
  anonymize: [
    {
      text: 'hello world, my name is Jane Doe. My number is: 034453334',
      anonymizers: {
        PERSON: { type: 'redact' },
        PHONE_NUMBER: { type: 'replace', new_value: 'ANONYMIZED' },
      },
      analyzer_results: [
        { start: 24, end: 32, score: 0.8, entity_type: 'PERSON' },
        { start: 48, end: 57, score: 0.95, entity_type: 'PHONE_NUMBER' },
      ],
    },
    {
      text: 'hello world, my name is Jane Doe.',
      anonymizers: { DEFAULT: { type: 'replace', new_value: 'ANONYMIZED' } },
      analyzer_results: [{ start: 24, end: 32, score: 0.8, entity_type: 'PERSON' }],
    },
  ],
  deanonymize: [
    {
      text: 'My name is S184CMt9Drj7QaKQ21JTrpYzghnboTF9pn/neN8JME0=',
      deanonymizers: { PERSON: { type: 'decrypt', key: 'WmZq4t7w!z%C&F)J' } },
      anonymizer_results: [{ start: 11, end: 55, entity_type: 'PERSON' }],
    },
  ],
} as const;
