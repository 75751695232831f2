import { readFile } from 'node:fs/promises';
import { Failure } from '@rollcall/failures';
import { type RedactionPolicy, redactionPolicy } from '@rollcall/pipeline';

/**
 * Reads a masking policy from a JSON file (`libs/pipeline/src/redaction-policy.ts`). Throws `config.invalid`, which names
 * the fields that are wrong and how, never their values.
 */
export const readPolicyFile = async (file: string): Promise<RedactionPolicy> => {
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => {
    throw new Failure('config.invalid', {
      cause: thrown,
      details: { problems: ['the file cannot be read'] },
    });
  });
  const parsed = redactionPolicy.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, code }) => `${path.join('.') || '(file)'}: ${code}`);
  throw new Failure('config.invalid', { details: { problems } });
};

/** The parser's message quotes the text and is dropped. */
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
