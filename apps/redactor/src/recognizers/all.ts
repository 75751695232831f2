import { address } from './address.ts';
import { age } from './age.ts';
import { auAbn, auAcn, auMedicare, auTfn } from './australia.ts';
import { creditCard, maskedCard } from './credit-card.ts';
import { crypto } from './crypto.ts';
import { dateOfBirth, dateTime, dottedDate } from './dates.ts';
import { imei, vin } from './devices.ts';
import { email } from './email.ts';
import { employeeCodes } from './employee-codes.ts';
import { bankAccount, inIfsc, swiftCode, taxId, ukSortCode } from './finance.ts';
import { deIdentityCard, deSocialSecurity, deTaxId } from './germany.ts';
import { iban } from './iban.ts';
import { inAadhaar, inGstin, inPan, inPassport, inVehicleRegistration, inVoter } from './india.ts';
import { itDriverLicense, itFiscalCode, itIdentityCard, itPassport, itVatCode } from './italy.ts';
import { krBrn, krDriverLicense, krFrn, krPassport, krRrn } from './korea.ts';
import { labelledIds } from './labelled-ids.ts';
import { licensePlate } from './license-plate.ts';
import { ipAddress, macAddress, url } from './network.ts';
import {
  dkCpr,
  fiPersonalIdentityCode,
  noFodselsnummer,
  seOrganisationsnummer,
  sePersonnummer,
} from './nordics.ts';
import { nrp } from './nrp.ts';
import { brCpf, caSin, thTnin, trNationalId } from './other-countries.ts';
import { peopleByRole } from './people-by-role.ts';
import { internationalPhone, nationalPhone, phone } from './phone.ts';
import { plNip, plPesel } from './poland.ts';
import type { Recognizer } from './recognizer.ts';
import { apiKey, password } from './secrets.ts';
import { sgNricFin, sgUen } from './singapore.ts';
import { esNie, esNif, esPassport } from './spain.ts';
import { ukDrivingLicence, ukNhs, ukNino, ukPassport, ukPostcode, ukVehicleRegistration } from './uk.ts';
import {
  abaRouting,
  maskedSsn,
  moneyDestination,
  usBankNumber,
  usDriverLicense,
  usItin,
  usPassport,
  usSsn,
} from './us.ts';
import { medicalLicense, usMbi, usNpi } from './us-health.ts';
import { handle, userName } from './user-name.ts';
import { beNationalNumber, euVatNumber, frNir, nlBsn, ptNif } from './western-europe.ts';

const secrets = [apiKey, password];
const money = [creditCard, maskedCard, iban, crypto, abaRouting, usBankNumber, moneyDestination, bankAccount];
const banking = [swiftCode, ukSortCode, inIfsc, taxId];
const unitedStates = [usSsn, maskedSsn, usItin, usPassport, usDriverLicense, usNpi, usMbi, medicalLicense];
const unitedKingdom = [ukNhs, ukNino, ukPostcode, ukPassport, ukDrivingLicence, ukVehicleRegistration];
const india = [inAadhaar, inPan, inVoter, inPassport, inVehicleRegistration, inGstin];
const europe = [
  ...[esNif, esNie, esPassport],
  ...[itFiscalCode, itVatCode, itDriverLicense, itPassport, itIdentityCard],
  ...[deTaxId, deIdentityCard, deSocialSecurity, frNir, nlBsn, beNationalNumber, ptNif, euVatNumber],
  ...[plPesel, plNip, fiPersonalIdentityCode, sePersonnummer, seOrganisationsnummer, noFodselsnummer, dkCpr],
];
const asiaAndPacific = [
  ...[auTfn, auAbn, auAcn, auMedicare],
  ...[sgNricFin, sgUen, krRrn, krFrn, krBrn, krPassport, krDriverLicense, thTnin],
];
const otherCountries = [caSin, brCpf, trNationalId];
const things = [licensePlate, imei, vin];
const network = [email, internationalPhone, phone, ipAddress, macAddress, url, userName, handle];

/** Every recognizer that knows a value by its form. Names of people are found by `names/`. */
export const recognizers: readonly Recognizer[] = [
  ...secrets,
  ...money,
  ...banking,
  ...unitedStates,
  ...unitedKingdom,
  ...india,
  ...europe,
  ...asiaAndPacific,
  ...otherCountries,
  ...labelledIds,
  ...employeeCodes,
  ...things,
  ...network,
  dateOfBirth,
  peopleByRole,
  dateTime,
  dottedDate,
  address,
  age,
  nrp,
];

const withRegions = new Map<string, readonly Recognizer[]>();

/** All recognizers, and telephone numbers without a country as they are dialled in the regions (ISO 3166). */
export const recognizersFor = (phoneRegions: readonly string[] = []): readonly Recognizer[] => {
  if (phoneRegions.length === 0) return recognizers;
  const key = phoneRegions.join();
  const list = withRegions.get(key) ?? [...recognizers, nationalPhone(phoneRegions)];
  withRegions.set(key, list);
  return list;
};
