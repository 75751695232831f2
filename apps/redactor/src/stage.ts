import { type LiveRow, readLive } from '@rollcall/ledger';
import { type Payload, type RedactionPolicy, type StageResult, toHop } from '@rollcall/pipeline';
import type { Database } from '@rollcall/postgres';
import { stage } from '@rollcall/service';
import { activeSpan, attributes } from '@rollcall/telemetry';
import { hashKeyOf, type KeyRing, numberInScope, putEntries, type Scope } from '@rollcall/vault';
import { type Backends, noBackends } from './backends/backends.ts';
import type { FindingCache } from './finding-cache.ts';
import type { LongTexts } from './long-texts/long-texts.ts';
import { analyseInTurns, maskDocument, maskInScope, type NumberInScope, textsOf } from './mask-document.ts';
import { readMaskingPolicy } from './masking-policy.ts';
import { keyOf } from './number-values.ts';
import { readPassages, readPolicy } from './read-passages.ts';

export type StageDeps = {
  db: Database;
  ring: KeyRing;
  /** How long the masked values are kept, in milliseconds. */
  vaultTtlMs: number;
  /** Least score of what is masked, from 0 to 1. */
  threshold: number;
  /** What was found in passages before. */
  cache?: FindingCache | undefined;
  /** Others who find personal data; nobody by default. */
  backends?: Backends;
  /** Who looks at long texts; see `findInTurns`. */
  longTexts?: LongTexts;
};

/**
 * Masks a row's conversation and its passages, puts the masked values into the vault and passes masked text
 * on. The vault is written before the job goes on, and for a document without values too: a missing entry
 * always means a lost one. Drops the job of a row that is closed or of another epoch. A document that a back-end could not
 * look at goes no further. Throws `redact.policy_invalid`, `redact.backend_*` and `postgres.*`.
 */
export const redact = async (
  job: Payload<'redact'>,
  deps: StageDeps,
  signal: AbortSignal = new AbortController().signal,
): Promise<StageResult> => {
  const { db, ring, vaultTtlMs, threshold, cache, backends = noBackends, longTexts } = deps;
  const row = await readLive(db, job);
  if (!row) return { to: 'drop' };
  const { redaction, policy, version } = await readPolicy(db, row);
  const { passages, documents } = await readPassages(db, row.tenantId, job.retrieved);
  const { messages, params, treatment } = row.request;
  const { tenantId: tenant, collection } = row;
  const raw = { messages, passages };
  const hashKey = hashKeyOf(ring, { tenant, collection });
  const alsoFound =
    redaction === 'off'
      ? undefined
      : await backends.find(textsOf(raw), {
          entities: readMaskingPolicy(policy).analysis.entities,
          cache,
          signal,
        });
  const options = await analyseInTurns(
    raw,
    { policy: redaction, redaction: policy, threshold, hashKey, cache, alsoFound },
    longTexts,
  );
  const scope = scopeOf(row, policy);
  const { masked, entries } = scope
    ? await maskInScope(raw, options, numbersOf(scope, deps))
    : maskDocument(raw, options);
  await putEntries(db, ring, {
    tenant,
    rowId: row.id,
    epoch: row.epoch,
    entries,
    ttlMs: vaultTtlMs,
    collection,
    documents,
  });
  activeSpan()?.setAttribute(attributes.redactions, entries.length);
  return toHop('ground', {
    masked: { ...masked, ...(version === undefined ? {} : { policyVersion: version }) },
    params,
    treatment,
  });
};

/** A conversation that the caller names, or the row's run where the policy says so; else the document alone. */
const scopeOf = ({ tenantId, request: { scope } }: LiveRow, policy: RedactionPolicy): Scope | undefined =>
  scope?.kind === 'conversation' || (scope?.kind === 'run' && policy.scope === 'run')
    ? { tenant: tenantId, kind: scope.kind, id: scope.id }
    : undefined;

/** Numbers handed out by Postgres; a scope is kept as long as the values of its last document. */
const numbersOf =
  (scope: Scope, { db, ring, vaultTtlMs }: StageDeps): NumberInScope =>
  async (values, taken) => {
    const scoped = values.map(({ entity, identity }) => ({ type: entity, identity }));
    const numbers = await numberInScope(db, ring, { scope, values: scoped, taken, ttlMs: vaultTtlMs });
    return new Map(values.map((value, index) => [keyOf(value), numbers[index]!]));
  };

/** The redactor's hop. */
export const redactStage = (deps: StageDeps) => {
  const longestMs = deps.backends?.longestMs;
  return stage({
    hop: 'redact',
    run: (job, { signal }) => redact(job, deps, signal),
    ...(longestMs === undefined ? {} : { longestMs }),
  });
};
