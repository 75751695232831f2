import { z } from 'zod';

const score = z.number().min(0).max(1);
const words = z.array(z.string().min(1).max(200));

/** Python's numbers of the flags that an expression here honours; the rest is refused. */
export const regexFlags = z
  .int()
  .min(0)
  .refine((bits) => (bits & ~(2 | 8 | 16 | 32 | 64)) === 0);

const pattern = z.strictObject({
  name: z.string().min(1).max(200),
  regex: z.string().min(1),
  score,
});

/**
 * Recognizers of the caller's own for one request, as Presidio's `PatternRecognizer.from_dict` takes them. A
 * field that is not known is refused: it would be a recognizer that does something else than was meant.
 */
export const adHocRecognizers = z
  .array(
    z
      .strictObject({
        name: z.string().max(200).nullish(),
        supported_entity: z.string().min(1).max(100).nullish(),
        supported_entities: z.array(z.string().min(1).max(100)).max(1).nullish(),
        supported_language: z.string().max(35).default('en'),
        patterns: z.array(pattern).max(50).nullish(),
        deny_list: words.max(10_000).nullish(),
        deny_list_score: score.default(1),
        context: words.max(200).nullish(),
        global_regex_flags: regexFlags.nullish(),
        version: z.string().max(50).nullish(),
        country_code: z.string().max(10).nullish(),
      })
      .refine(({ patterns, deny_list }) => (patterns?.length ?? 0) + (deny_list?.length ?? 0) > 0)
      .refine(
        ({ supported_entity, supported_entities }) =>
          (supported_entity == null) !== (supported_entities?.[0] === undefined),
      ),
  )
  .max(20);

export type AdHocRequest = z.infer<typeof adHocRecognizers>;
