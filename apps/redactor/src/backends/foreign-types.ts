import { type EntityType, entityTypes, isEntityType } from '../entities.ts';

/** What others call our types, without underscores: Presidio's recognizers and the labels of published models. */
const otherNames: Partial<Record<EntityType, string>> = {
  PERSON: 'PER NAME FULLNAME FIRSTNAME MIDDLENAME LASTNAME GIVENNAME SURNAME FAMILYNAME',
  LOCATION:
    'LOC GPE FAC ADDRESS STREET STREETADDRESS STREETNAME SECONDARYADDRESS BUILDINGNUM BUILDINGNUMBER CITY STATE COUNTY COUNTRY ZIP ZIPCODE POSTCODE POSTALCODE',
  ORGANIZATION: 'ORG ORGANISATION COMPANY COMPANYNAME CORPORATION',
  NRP: 'NORP NATIONALITY',
  EMAIL_ADDRESS: 'EMAIL',
  PHONE_NUMBER: 'PHONE PHONENUM TELEPHONE TELEPHONENUM TELEPHONENUMBER',
  USERNAME: 'USER LOGIN ACCOUNTNAME',
  PASSWORD: 'PASS PIN',
  API_KEY: 'SECRET ACCESSKEY ACCESSTOKEN',
  CREDIT_CARD: 'CREDITCARDNUMBER CARDNUMBER',
  IBAN_CODE: 'IBAN',
  SWIFT_CODE: 'BIC SWIFT',
  US_BANK_NUMBER: 'ACCOUNTNUM ACCOUNTNUMBER BANKACCOUNT BANKACCOUNTNUMBER',
  CRYPTO: 'BITCOINADDRESS ETHEREUMADDRESS LITECOINADDRESS',
  US_SSN: 'SSN SOCIALNUM SOCIALSECURITYNUMBER',
  US_DRIVER_LICENSE: 'DRIVERLICENSE DRIVERLICENSENUM DRIVERLICENSENUMBER',
  US_PASSPORT: 'PASSPORT PASSPORTNUM PASSPORTNUMBER',
  NATIONAL_ID: 'IDCARD IDCARDNUM IDNUM NATIONALIDNUMBER',
  TAX_ID: 'TAXNUM TAXNUMBER USEIN',
  MEDICAL_RECORD_NUMBER: 'MEDICALRECORD PATIENTID MRN',
  IP_ADDRESS: 'IP IPV4 IPV6',
  MAC_ADDRESS: 'MAC',
  DATE_OF_BIRTH: 'DOB BIRTHDATE BIRTHDAY',
  DATE_TIME: 'DATE TIME',
  VIN: 'VEHICLEVIN',
  LICENSE_PLATE: 'VEHICLEVRM NUMBERPLATE',
};

const compact = (name: string): string => name.toUpperCase().replaceAll(/[\s_-]/g, '');

const byName = new Map<string, EntityType>([
  ...entityTypes.map((type): [string, EntityType] => [compact(type), type]),
  ...Object.entries(otherNames).flatMap(([type, names]) =>
    names.split(' ').map((name): [string, EntityType] => [name, type as EntityType]),
  ),
]);

/** What an operator says that another vocabulary's names mean; it counts before what is known here. */
export type TypeMapping = ReadonlyMap<string, EntityType | undefined>;

/** Our type for another vocabulary's, by its name; undefined where there is none or the operator wants none. */
export const ownTypeOf = (name: string, mapping: TypeMapping): EntityType | undefined =>
  mapping.has(name) ? mapping.get(name) : byName.get(compact(name));

/**
 * Reads `THEIRS=OURS,THEIRS=` (nothing behind the sign: left out). Undefined where it cannot be read or names a type
 * that the redactor does not know.
 */
export const readTypeMapping = (written: string): TypeMapping | undefined => {
  const mapping = new Map<string, EntityType | undefined>();
  for (const pair of written.split(',').map((each) => each.trim())) {
    if (pair === '') continue;
    const [theirs, ours, ...more] = pair.split('=').map((side) => side.trim());
    if (!theirs || ours === undefined || more.length > 0) return undefined;
    if (ours !== '' && !isEntityType(ours)) return undefined;
    mapping.set(theirs, ours === '' ? undefined : ours);
  }
  return mapping;
};
