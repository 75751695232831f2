/**
 * Types that mean the same kind of thing, by the name that they share: other vocabularies have one word for what
 * the redactor tells apart by country or by form, or the other way round. For comparing with other people's
 * annotations and findings; what the redactor finds keeps its own type.
 */
const families: Readonly<Record<string, readonly string[]>> = {
  SECRET: ['PASSWORD', 'API_KEY', 'SECURITYTOKEN', 'PRIVATE_KEY', 'TOKEN'],
  PASSPORT: [
    'US_PASSPORT',
    'UK_PASSPORT',
    'IN_PASSPORT',
    'IT_PASSPORT',
    'ES_PASSPORT',
    'KR_PASSPORT',
    'DE_PASSPORT',
  ],
  DRIVER_LICENSE: [
    'US_DRIVER_LICENSE',
    'UK_DRIVING_LICENCE',
    'IT_DRIVER_LICENSE',
    'KR_DRIVER_LICENSE',
    'DRIVER_LICENCE',
  ],
  LICENSE_PLATE: ['UK_VEHICLE_REGISTRATION', 'IN_VEHICLE_REGISTRATION', 'VEHICLE_REGISTRATION'],
  BANK_ACCOUNT: ['US_BANK_NUMBER', 'ABA_ROUTING_NUMBER', 'SWIFT_CODE', 'UK_SORT_CODE', 'IN_IFSC'],
  MEDICAL_RECORD: ['MEDICAL_RECORD_NUMBER', 'MEDICAL_ID', 'PATIENT_ID', 'POLICY_NUMBER'],
  EMPLOYEE_ID: ['IDCARDNUM'],
  TAX_ID: ['US_EIN', 'US_ITIN', 'DE_TAX_ID', 'EU_VAT_NUMBER', 'IT_VAT_CODE'],
  NATIONAL_ID: ['US_SSN', 'IT_IDENTITY_CARD', 'DE_IDENTITY_CARD', 'IDENTITY_CARD'],
  DATE_TIME: ['DATE_OF_BIRTH', 'DATEOFBIRTH', 'DATE'],
  LOCATION: ['UK_POSTCODE', 'ADDRESS', 'STREET_ADDRESS', 'GPE', 'ZIP_CODE', 'CITY', 'STATE', 'COUNTRY'],
  ORGANIZATION: ['ORG', 'COMPANY', 'COMPANYNAME'],
  PERSON: ['PER', 'NAME', 'FIRSTNAME', 'SURNAME'],
  URL: ['DOMAIN_NAME'],
  USERNAME: ['USER_NAME', 'USERID'],
};

const byMember = new Map(
  Object.entries(families).flatMap(([family, members]) =>
    members.map((member): [string, string] => [member, family]),
  ),
);

/** The family of a type, in capitals: `US_PASSPORT` and `PASSPORT` give `PASSPORT`; a type without one gives itself. */
export const familyOf = (entity: string): string => byMember.get(entity) ?? entity;
