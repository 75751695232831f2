import { Failure } from '@rollcall/failures';
import type { Database } from '@rollcall/postgres';
import {
  bearerOf,
  defaultTenantId,
  findKeyHolder,
  isLoopback,
  type KeyHolder,
  type KeyScope,
  keyPrefix,
  keyScopes,
} from '@rollcall/service';
import type { RequestHandler, Response } from 'express';
import type { GatewayConfig } from './config.ts';

/** How long a found key is believed before it is looked up again; a revoked one works no longer than this. */
const believedMs = 5000;
const mostBelieved = 10_000;

/**
 * Who asks. Loopback without keys is the default tenant: there a bearer token that is not one of ours (an
 * OpenAI client always sends some key) is ignored. Everywhere else a valid key with the scope is demanded.
 */
export const tenantOf = (db: Database, config: GatewayConfig) => {
  const keysDemanded = config.ROLLCALL_REQUIRE_KEYS === '1' || !isLoopback(config.HOST);
  const believed = new Map<string, { holder: KeyHolder; until: number }>();

  const looking = new Map<string, Promise<KeyHolder>>();

  /** A burst of one tenant's requests is one look, not one each. */
  const find = (key: string): Promise<KeyHolder> => {
    const known = believed.get(key);
    if (known && known.until > Date.now()) return Promise.resolve(known.holder);
    const underWay = looking.get(key) ?? look(key).finally(() => looking.delete(key));
    looking.set(key, underWay);
    return underWay;
  };

  const look = async (key: string): Promise<KeyHolder> => {
    const holder = await findKeyHolder(db, key);
    if (!holder) {
      believed.delete(key);
      throw new Failure('access.key_invalid');
    }
    if (believed.size >= mostBelieved) believed.clear();
    believed.set(key, { holder, until: Date.now() + believedMs });
    return holder;
  };

  const identify = async (bearer: string | undefined): Promise<KeyHolder> => {
    if (bearer?.startsWith(keyPrefix)) return find(bearer);
    if (!keysDemanded) return { tenantId: defaultTenantId, scopes: [...keyScopes] };
    throw new Failure(bearer === undefined ? 'access.key_required' : 'access.key_invalid');
  };

  return (scope: KeyScope): RequestHandler =>
    async (request, response, next) => {
      const holder = await identify(bearerOf(request));
      if (!holder.scopes.includes(scope)) throw new Failure('access.scope', { details: { scope } });
      response.locals.tenantId = holder.tenantId;
      next();
    };
};

/** The tenant of a request that `tenantOf` let through. */
export const tenantIdOf = (response: Response): string => response.locals.tenantId as string;
