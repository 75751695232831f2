import { address } from './address.ts';
import { auAbn, auMedicare, auTfn } from './australia.ts';
import { creditCard } from './credit-card.ts';
import { crypto } from './crypto.ts';
import { dateOfBirth, dateTime } from './dates.ts';
import { email } from './email.ts';
import { esNif, itFiscalCode } from './europe.ts';
import { iban } from './iban.ts';
import { inAadhaar, inPan } from './india.ts';
import { labelledIds } from './labelled-ids.ts';
import { licensePlate } from './license-plate.ts';
import { ipAddress, macAddress, url } from './network.ts';
import { phone } from './phone.ts';
import type { Recognizer } from './recognizer.ts';
import { secrets } from './secrets.ts';
import { ukNhs, ukNino, ukPostcode } from './uk.ts';
import {
  abaRouting,
  moneyDestination,
  usBankNumber,
  usDriverLicense,
  usItin,
  usPassport,
  usSsn,
} from './us.ts';

/** Every recognizer that knows a value by its form. Names of people are found by `names/`. */
export const recognizers: readonly Recognizer[] = [
  secrets,
  email,
  creditCard,
  iban,
  crypto,
  usSsn,
  usItin,
  ukNhs,
  ukNino,
  ukPostcode,
  inAadhaar,
  inPan,
  esNif,
  itFiscalCode,
  auTfn,
  auAbn,
  auMedicare,
  abaRouting,
  usBankNumber,
  moneyDestination,
  usPassport,
  usDriverLicense,
  ...labelledIds,
  licensePlate,
  phone,
  ipAddress,
  macAddress,
  url,
  dateOfBirth,
  dateTime,
  address,
];
