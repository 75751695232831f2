import { Failure } from '@rollcall/failures';
import type { RedactionPolicy } from '@rollcall/pipeline';
import { placeholderOf } from '@rollcall/vault';
import type { AnalyzeOptions } from './analyze.ts';
import { findInTurns, type InTurns } from './find-in-turns.ts';
import { type Plan, type PlannedValue, planMasking, valuesToNumber } from './mask-plan.ts';
import { readMaskingPolicy } from './masking-policy.ts';
import { keyOf, numberInDocument, writtenPlaceholders } from './number-values.ts';
import { obscure } from './obscure.ts';
import { writeMasked } from './write-masked.ts';

/** What masking would put in a value's place. Offsets of the original, UTF-16 units. */
export type PreviewedFinding = { type: string; start: number; end: number; replacement: string };

export type Preview = { text: string; findings: PreviewedFinding[] };

/** As in masking: the text's own characters beside a masked value may read as a placeholder. */
const mostTries = 10;

/**
 * What masking would make of the texts of one document, and of each value in them. It is masking itself, by the same
 * plan and the same numbers, but that nothing is stored. Throws `redact.policy_invalid` and `redact.failed`, as
 * masking does.
 *
 * @param options.hashKey a collection's own is the vault's secret: with another one, hashes differ from the stored
 */
export const previewMasking = async (
  texts: readonly string[],
  options: { policy: RedactionPolicy; threshold: number; hashKey: Buffer } & Pick<
    AnalyzeOptions,
    'alsoFound'
  > &
    Pick<InTurns, 'longTexts'>,
): Promise<Preview[]> => {
  const policy = readMaskingPolicy(options.policy, options.threshold);
  const plan = planMasking(texts, policy, {
    cache: await findInTurns(texts, policy.analysis, { longTexts: options.longTexts }),
    alsoFound: options.alsoFound,
  });
  const values = valuesToNumber(plan);
  const taken = writtenPlaceholders(
    texts,
    values.map(({ entity }) => entity),
  );
  for (let tries = 0; tries < mostTries; tries += 1) {
    const numbers = numberInDocument(values, taken);
    const written = writeMasked(plan, numbers, options.hashKey);
    if (written.collisions.length === 0) {
      const replacementOf = replacements(plan, numbers, options.hashKey);
      return written.texts.map((text, part) => ({ text, findings: plan.found[part]!.map(replacementOf) }));
    }
    for (const placeholder of written.collisions) taken.add(placeholder);
  }
  throw new Failure('redact.failed');
};

const replacements =
  ({ operatorOf }: Plan, numbers: ReadonlyMap<string, number>, key: Buffer) =>
  (found: PlannedValue): PreviewedFinding => {
    const { entity, start, end } = found;
    const operator = operatorOf(entity);
    const replacement =
      operator.type === 'placeholder'
        ? placeholderOf(entity, numbers.get(keyOf(found))!)
        : obscure(operator, { ...found, key });
    return { type: entity, start, end, replacement };
  };
