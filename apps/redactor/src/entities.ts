/**
 * Every type of personal data that the redactor knows. Names are Presidio's where Presidio has one.
 * Order matters: where two findings are equal in score and length, the earlier type wins.
 */
export const entityTypes = [
  'PASSWORD',
  'API_KEY',
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
  'IN_GSTIN',
  'ES_NIF',
  'ES_NIE',
  'IT_FISCAL_CODE',
  'FR_NIR',
  'BE_NATIONAL_NUMBER',
  'FI_PERSONAL_IDENTITY_CODE',
  'SE_PERSONNUMMER',
  'NO_FODSELSNUMMER',
  'DK_CPR',
  'PL_PESEL',
  'PL_NIP',
  'DE_TAX_ID',
  'DE_SOCIAL_SECURITY',
  'DE_IDENTITY_CARD',
  'NL_BSN',
  'PT_NIF',
  'IT_VAT_CODE',
  'IT_DRIVER_LICENSE',
  'IT_PASSPORT',
  'IT_IDENTITY_CARD',
  'ES_PASSPORT',
  'SE_ORGANISATIONSNUMMER',
  'EU_VAT_NUMBER',
  'SG_NRIC_FIN',
  'SG_UEN',
  'KR_RRN',
  'KR_FRN',
  'KR_BRN',
  'KR_PASSPORT',
  'KR_DRIVER_LICENSE',
  'TH_TNIN',
  'TR_NATIONAL_ID',
  'CA_SIN',
  'BR_CPF',
  'AU_TFN',
  'AU_ABN',
  'AU_ACN',
  'AU_MEDICARE',
  'US_MBI',
  'US_NPI',
  'MEDICAL_LICENSE',
  'UK_DRIVING_LICENCE',
  'UK_PASSPORT',
  'UK_VEHICLE_REGISTRATION',
  'IN_VOTER',
  'IN_PASSPORT',
  'IN_VEHICLE_REGISTRATION',
  'ABA_ROUTING_NUMBER',
  'SWIFT_CODE',
  'UK_SORT_CODE',
  'IN_IFSC',
  'TAX_ID',
  'US_PASSPORT',
  'US_DRIVER_LICENSE',
  'MEDICAL_RECORD_NUMBER',
  'EMPLOYEE_ID',
  'POLICY_NUMBER',
  'CUSTOMER_ID',
  'NATIONAL_ID',
  'US_BANK_NUMBER',
  'IMEI',
  'VIN',
  'LICENSE_PLATE',
  'PHONE_NUMBER',
  'IP_ADDRESS',
  'MAC_ADDRESS',
  'URL',
  'USERNAME',
  'DATE_OF_BIRTH',
  'PERSON',
  'ORGANIZATION',
  'LOCATION',
  'UK_POSTCODE',
  'AGE',
  'NRP',
  'DATE_TIME',
] as const;

export type EntityType = (typeof entityTypes)[number];

/** The rank of a type in the list above; a type of somebody else's comes last. */
export const rankOf = (entity: string): number => ranks.get(entity) ?? entityTypes.length;

const ranks = new Map<string, number>(entityTypes.map((entity, index) => [entity, index]));

/** True for a string that names a type of the list. */
export const isEntityType = (value: string): value is EntityType => ranks.has(value);

/** What names nobody by itself and what a model needs to answer with. */
const leftAsItIs: ReadonlySet<string> = new Set(['DATE_TIME', 'AGE', 'NRP']);

/**
 * What masking replaces where no policy says otherwise: all but dates, ages and nationalities, which the model
 * needs to answer with and which name nobody by themselves. A date of birth is a type of its own and is replaced.
 */
export const maskedTypes: ReadonlySet<EntityType> = new Set(
  entityTypes.filter((entity) => !leftAsItIs.has(entity)),
);
