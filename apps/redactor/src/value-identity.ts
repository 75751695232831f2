import type { EntityType } from './entities.ts';

/** Types whose values mean the same with other separators or in other case. */
const looselyWritten: ReadonlySet<EntityType> = new Set<EntityType>([
  'CREDIT_CARD',
  'IBAN_CODE',
  'US_SSN',
  'US_ITIN',
  'UK_NHS',
  'UK_NINO',
  'IN_AADHAAR',
  'IN_PAN',
  'PHONE_NUMBER',
  'MAC_ADDRESS',
]);

/** What two spellings of one value have in common; persons have a rule of their own (`people.ts`). */
export const identityOf = (entity: EntityType, value: string): string => {
  if (entity === 'EMAIL_ADDRESS') return value.toLowerCase();
  return looselyWritten.has(entity) ? value.toLowerCase().replace(/[^\p{L}\p{N}+]/gu, '') : value;
};
