import type { Log } from '@rollcall/telemetry';
import type { Config } from '../config.ts';
import type { Backend } from './backend.ts';
import { type Backends, createBackends } from './backends.ts';
import { openNer } from './ner/classifier.ts';
import { openPresidio } from './presidio/analyzer.ts';

type Settings = Pick<Config, Extract<keyof Config, `REDACT_${string}`>>;

/** The back-ends that the settings name; none where they name none. */
export const openBackends = (settings: Settings, log: Log): Backends => {
  const backends: Backend[] = [];
  if (settings.REDACT_PRESIDIO_URL !== undefined) {
    backends.push(
      openPresidio({
        url: settings.REDACT_PRESIDIO_URL,
        token: settings.REDACT_PRESIDIO_TOKEN,
        language: settings.REDACT_PRESIDIO_LANGUAGE,
        threshold: settings.REDACT_PRESIDIO_THRESHOLD,
        mapping: settings.REDACT_PRESIDIO_TYPES,
        concurrency: settings.REDACT_PRESIDIO_CONCURRENCY,
        timeoutMs: settings.REDACT_PRESIDIO_TIMEOUT_MS,
      }),
    );
  }
  if (settings.REDACT_NER_MODEL !== undefined) {
    backends.push(
      openNer({
        model: settings.REDACT_NER_MODEL,
        modules: settings.REDACT_NER_MODULES,
        allowDownload: settings.REDACT_NER_ALLOW_DOWNLOAD === '1',
        dtype: settings.REDACT_NER_DTYPE,
        threads: settings.REDACT_NER_THREADS,
        mapping: settings.REDACT_NER_TYPES,
        timeoutMs: settings.REDACT_NER_TIMEOUT_MS,
        log,
      }),
    );
  }
  return createBackends(backends, { documentMs: settings.REDACT_BACKEND_DOCUMENT_MS, log });
};
