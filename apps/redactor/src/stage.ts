import { readLive } from '@rollcall/ledger';
import { type Payload, type StageResult, toHop } from '@rollcall/pipeline';
import type { Database } from '@rollcall/postgres';
import { stage } from '@rollcall/service';
import { activeSpan, attributes } from '@rollcall/telemetry';
import { type KeyRing, putEntries } from '@rollcall/vault';
import { maskDocument } from './mask-document.ts';
import { readPassages, readPolicy } from './read-passages.ts';

export type StageDeps = {
  db: Database;
  ring: KeyRing;
  /** How long the masked values are kept, in milliseconds. */
  vaultTtlMs: number;
  /** Least score of what is masked, from 0 to 1. */
  threshold: number;
};

/**
 * Masks a row's conversation and its passages, puts the masked values into the vault and passes masked text
 * on. The vault is written before the job goes on, and for a document without values too: a missing entry
 * always means a lost one. Drops the job of a row that is closed or of another epoch. Throws `postgres.*`.
 */
export const redact = async (job: Payload<'redact'>, deps: StageDeps): Promise<StageResult> => {
  const { db, ring, vaultTtlMs, threshold } = deps;
  const row = await readLive(db, job);
  if (!row) return { to: 'drop' };
  const policy = await readPolicy(db, row);
  const passages = await readPassages(db, row.tenantId, job.retrieved);
  const { messages, params, treatment } = row.request;
  const { masked, entries } = maskDocument({ messages, passages }, { policy, threshold });
  await putEntries(db, ring, {
    tenant: row.tenantId,
    rowId: row.id,
    epoch: row.epoch,
    entries,
    ttlMs: vaultTtlMs,
  });
  activeSpan()?.setAttribute(attributes.redactions, entries.length);
  return toHop('ground', { masked, params, treatment });
};

/** The redactor's hop. */
export const redactStage = (deps: StageDeps) => stage({ hop: 'redact', run: (job) => redact(job, deps) });
