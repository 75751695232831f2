/**
 * Every type of personal data that the redactor knows. Names are Presidio's where Presidio has one.
 * Order matters: where two findings are equal in score and length, the earlier type wins.
 */
export const entityTypes = [
  'SECRET',
  'EMAIL_ADDRESS',
  'CREDIT_CARD',
  'IBAN_CODE',
  'CRYPTO',
  'US_SSN',
  'US_ITIN',
  'UK_NHS',
  'UK_NINO',
  'IN_AADHAAR',
  'IN_PAN',
  'ES_NIF',
  'IT_FISCAL_CODE',
  'AU_TFN',
  'AU_ABN',
  'AU_MEDICARE',
  'ABA_ROUTING_NUMBER',
  'US_BANK_NUMBER',
  'US_PASSPORT',
  'US_DRIVER_LICENSE',
  'MEDICAL_RECORD_NUMBER',
  'EMPLOYEE_ID',
  'CUSTOMER_ID',
  'POLICY_NUMBER',
  'LICENSE_PLATE',
  'PHONE_NUMBER',
  'IP_ADDRESS',
  'MAC_ADDRESS',
  'URL',
  'DATE_OF_BIRTH',
  'PERSON',
  'LOCATION',
  'UK_POSTCODE',
  'DATE_TIME',
] as const;

export type EntityType = (typeof entityTypes)[number];

/** The rank of a type in the list above; a type of somebody else's comes last. */
export const rankOf = (entity: string): number => ranks.get(entity) ?? entityTypes.length;

const ranks = new Map<string, number>(entityTypes.map((entity, index) => [entity, index]));

/** True for a string that names a type of the list. */
export const isEntityType = (value: string): value is EntityType => ranks.has(value);

/**
 * What masking replaces: all but dates, which the model needs to answer with and which name nobody by
 * themselves. A date of birth is a type of its own and is replaced.
 */
export const maskedTypes: ReadonlySet<EntityType> = new Set(
  entityTypes.filter((entity) => entity !== 'DATE_TIME'),
);
