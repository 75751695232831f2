import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import { claimPrivateFile, readPrivateFile } from './private-file.ts';

const schema = z.object({
  version: z.literal(1),
  /** Key id and 32 bytes in base64, as the vault reads it. */
  vaultKey: z.string().regex(/^[a-z0-9]+:[A-Za-z0-9+/]{43}=$/),
  /** Shared by the services of the stack. */
  serviceToken: z.string().min(16),
  /** The superuser's in a new embedded cluster. */
  postgresPassword: z.string().min(16),
});

export type Secrets = Omit<z.infer<typeof schema>, 'version'>;

/**
 * The secrets of a stack, made with its first start and kept in a file of mode 0600: losing the vault key
 * would make every masked value unreadable. Of two processes that make them at once, both get the same.
 * Throws `stack.file_invalid` where the file was altered or cannot be read.
 */
export const keepSecrets = async (file: string): Promise<Secrets> => {
  await mkdir(dirname(file), { recursive: true });
  const made: z.infer<typeof schema> = {
    version: 1,
    vaultKey: `k1:${randomBytes(32).toString('base64')}`,
    serviceToken: randomBytes(32).toString('base64url'),
    postgresPassword: randomBytes(24).toString('base64url'),
  };
  try {
    const text = await readPrivateFile(file);
    if (text === undefined && (await claimPrivateFile(file, `${JSON.stringify(made, null, 2)}\n`)))
      return made;
    return schema.parse(JSON.parse(text ?? (await readPrivateFile(file)) ?? ''));
  } catch (thrown) {
    throw new Failure('stack.file_invalid', { details: { file }, cause: thrown });
  }
};
