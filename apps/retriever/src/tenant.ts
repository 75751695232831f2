import { Failure } from '@rollcall/failures';
import { isUuid } from '@rollcall/postgres';
import type { Request } from 'express';

/** The tenant that serves the loopback without keys (migration 0001). */
export const defaultTenant = '00000000-0000-4000-8000-000000000001';

/** Names the tenant that the gateway, or an operator, calls for. */
export const tenantHeader = 'x-rollcall-tenant';

/**
 * The tenant of a call that has passed `serviceOnly`. The header counts only where a service token guards
 * the routes; without one the call is the default tenant's, and the name of any other is refused rather
 * than ignored. Throws `access.service_token`, or `request.invalid` where the header is no uuid.
 */
export const tenantOf = (request: Request, serviceToken: string | undefined): string => {
  const named = request.header(tenantHeader) ?? defaultTenant;
  if (!isUuid(named)) throw new Failure('request.invalid', { details: { fields: [tenantHeader] } });
  const tenantId = named.toLowerCase();
  if (serviceToken === undefined && tenantId !== defaultTenant) throw new Failure('access.service_token');
  return tenantId;
};
