import { databaseSettings, queueSettings, readSettings, serviceSettings } from '@rollcall/service';
import { type KeyRing, parseKeyRing } from '@rollcall/vault';
import { z } from 'zod';
import { defaultThreshold } from './analyze.ts';
import { backendSettings } from './backends/config.ts';

const DAY = 24 * 60 * 60 * 1000;
const MIB = 1024 * 1024;

const settings = serviceSettings
  .extend(queueSettings.shape)
  .extend(databaseSettings.shape)
  .extend({
    /** `keyId:base64,...`: AES-256 keys, the current one first. The gateway has the same. */
    ROLLCALL_VAULT_KEY: z.string(),
    /** How long masked values are kept, in milliseconds: as long as a row may be opened again. */
    VAULT_TTL_MS: z.coerce
      .number()
      .int()
      .positive()
      .default(7 * DAY),
    /** Least score of what is masked and answered, from 0 to 1. */
    REDACT_THRESHOLD: z.coerce.number().min(0).max(1).default(defaultThreshold),
    /** How many findings in passages are remembered, with one for each text; about 200 bytes each. 0: none. */
    REDACT_CACHE_FINDINGS: z.coerce.number().int().min(0).default(50_000),
    /** Most bytes of the body of an HTTP request. */
    REDACT_MAX_BODY_BYTES: z.coerce
      .number()
      .int()
      .positive()
      .default(1 * MIB),
  })
  .extend(backendSettings);

export type Config = z.infer<typeof settings> & { ring: KeyRing };

/** Reads the environment. Throws `config.invalid` with everything that is wrong. */
export const readConfig = (env?: Record<string, string | undefined>): Config => {
  const read = readSettings(settings, env);
  return { ...read, ring: parseKeyRing(read.ROLLCALL_VAULT_KEY) };
};
