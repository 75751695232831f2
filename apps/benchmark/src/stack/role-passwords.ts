import { ensureRoles, type FleetPlan, type PoolKind, roleName, type Share } from '@rollcall/postgres';
import type { BenchmarkConfig } from '../config.ts';
import type { Servers } from './roles.ts';

type PasswordVariable = Extract<keyof BenchmarkConfig, `${string}_PASSWORD_${string}`>;

/** The variable that holds the password of a service's role: `DATABASE_PASSWORD_MODEL_PROXY`. */
export const passwordVariable = ({ service, pool }: Pick<Share, 'service' | 'pool'>): string =>
  `${pool === 'data' ? 'DATABASE' : 'QUEUE'}_PASSWORD_${service.toUpperCase().replaceAll('-', '_')}`;

/**
 * For deployments: makes or corrects the roles of a plan with the passwords that the environment has for them;
 * resolves to how many. Where it has none at all the roles are somebody else's business, and nothing is done.
 * Throws `config.invalid` for a role that is new and has no password, `budget.roles_denied`, `postgres.*`.
 */
export const ensureRolesByPassword = async (
  { databaseUrl, queueUrl }: Servers,
  plan: FleetPlan,
  given: { prefix: string; passwords: Partial<Record<PasswordVariable, string | undefined>> },
): Promise<number> => {
  const passwords = new Map(
    plan.shares.flatMap((share): [string, string][] => {
      const password = given.passwords[passwordVariable(share) as PasswordVariable];
      return password === undefined ? [] : [[roleName(share, given.prefix), password]];
    }),
  );
  if (passwords.size === 0) return 0;
  const passwordOf = (role: string) => passwords.get(role);
  const apply = async (url: string, pools: PoolKind[]): Promise<number> => {
    await ensureRoles(url, plan, { prefix: given.prefix, passwordOf, pools });
    return plan.shares.filter(({ pool }) => pools.includes(pool)).length;
  };
  if (queueUrl === databaseUrl) return apply(databaseUrl, ['data', 'queue']);
  const data = await apply(databaseUrl, ['data']);
  return /^postgres(ql)?:/.test(queueUrl) ? data + (await apply(queueUrl, ['queue'])) : data;
};
