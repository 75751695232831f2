import { Failure, fromRecord } from '@rollcall/failures';
import { type GroundingPolicy, type RedactionPolicy, redactionPolicy } from '@rollcall/pipeline';
import { z } from 'zod';
import { exitStatus } from '../exit-status.ts';
import { readPolicyFile } from '../redaction/policy-file.ts';
import { findTarget, readStack, withSession } from '../session.ts';
import { findTenant } from '../stored-names.ts';
import type { CommandContext } from './context.ts';

const SECOND = 1000;
const answerMs = 30 * SECOND;

export type PolicyOptions = {
  tenant: string;
  redaction?: 'mask' | 'off';
  abstain?: boolean;
  drop?: boolean;
  /** `request` leaves it to each request. */
  grounding?: GroundingPolicy | 'request';
};

const failed = z.object({
  error: z.object({ code: z.string(), details: z.record(z.string(), z.any()).optional() }),
});
const policyView = z.object({
  name: z.string(),
  redaction: z.enum(['mask', 'off']),
  policy: redactionPolicy,
  policyVersion: z.number(),
  abstain: z.boolean(),
  drop: z.boolean(),
  grounding: z.string().nullable(),
});
type PolicyView = z.infer<typeof policyView>;

/**
 * `rollcall policy <collection> [file]`: shows how a collection's text is masked and what becomes of questions that its
 * passages do not carry and of answers that they do not bear out, or sets it: the masking from a JSON file
 * (`libs/pipeline/src/redaction-policy.ts`) or by `--redaction`, the rest by its options. What is not named stays. On a
 * stack that was started here the types are held against those of its redactor. Throws `config.invalid` for a file that is no policy,
 * `redact.policy_invalid` for a type that nobody can find, `collection.not_found`, `tenant.not_found` and
 * `service.unavailable`.
 */
export const policyCommand = async (
  { config, print }: CommandContext,
  collection: string,
  file: string | undefined,
  options: PolicyOptions,
): Promise<number> => {
  const target = await findTarget(config);
  const services = (await readStack(config))?.services;
  const retriever = services?.retriever?.url ?? config.GATEWAY_URL;
  if (retriever === undefined) throw new Failure('stack.not_running');
  return withSession(config, target, async ({ db }) => {
    const headers = {
      'content-type': 'application/json',
      'x-rollcall-tenant': await findTenant(db, options.tenant),
      ...(target.token === undefined ? {} : { authorization: `Bearer ${target.token}` }),
    };
    const policy = file === undefined ? undefined : await readPolicyFile(file);
    if (policy && services?.redactor) await demandKnownTypes(policy, services.redactor.url);
    const { redaction, abstain, drop, grounding } = options;
    const change = {
      policy,
      redaction,
      abstain,
      drop,
      grounding: grounding === 'request' ? null : grounding,
    };
    const isChange = Object.values(change).some((value) => value !== undefined);
    const path = `/v1/collections/${encodeURIComponent(collection)}`;
    const view = isChange
      ? await call(new URL(path, retriever), policyView, {
          method: 'PUT',
          headers,
          body: JSON.stringify(change),
        })
      : await show(retriever, collection, headers);
    const { name: _name, policyVersion: version, ...now } = view;
    print(JSON.stringify({ collection, version, ...now }, null, 2));
    return exitStatus.complete;
  });
};

const show = async (
  retriever: string,
  collection: string,
  headers: Record<string, string>,
): Promise<PolicyView> => {
  const listed = z.object({ collections: z.array(policyView) });
  const { collections } = await call(new URL('/v1/collections', retriever), listed, { headers });
  const view = collections.find(({ name }) => name === collection);
  if (!view) throw new Failure('collection.not_found');
  return view;
};

const demandKnownTypes = async (policy: RedactionPolicy, redactor: string): Promise<void> => {
  const known = new Set(await call(new URL('/supportedentities', redactor), z.array(z.string()), {}));
  const { entities = [], operators = {}, thresholds = {} } = policy;
  const named = [...entities, ...Object.keys(operators), ...Object.keys(thresholds)];
  const unknown = [...new Set(named)].filter((name) => name !== 'DEFAULT' && !known.has(name));
  if (unknown.length > 0) throw new Failure('redact.policy_invalid', { details: { entities: unknown } });
};

const call = async <S extends z.ZodType>(url: URL, shape: S, init: RequestInit): Promise<z.infer<S>> => {
  const unavailable = (cause: unknown) =>
    new Failure('service.unavailable', { cause, details: { service: 'retriever or redactor' } });
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(answerMs) }).catch((thrown) => {
    throw unavailable(thrown);
  });
  const body: unknown = await answer.json().catch((thrown) => {
    throw unavailable(thrown);
  });
  const failure = failed.safeParse(body);
  if (failure.success) throw fromRecord(failure.data.error);
  const read = shape.safeParse(body);
  if (!read.success) throw unavailable(read.error);
  return read.data;
};
