import { digitsOf, isFiller, luhn } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

/**
 * Leading digits and lengths of issuers in use (ISO/IEC 7812): American Express, JCB, Diners, Visa, Mastercard,
 * and Maestro, Discover and UnionPay.
 */
const issued =
  /^(?:3[47]\d{13}|(?:1800|2131)\d{11}|3[0689]\d{12}|35\d{14}|4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|2[2-7])\d{14}|(?:50|5[6-9]|6)\d{10,17})$/;

export const creditCard: Recognizer = {
  name: 'CreditCardRecognizer',
  entity: 'CREDIT_CARD',
  hasDigits: true,
  certain: true,
  patterns: [
    {
      name: 'Card number',
      regex: /(?<![\w.-])\d{4}(?:[ -]?\d){8,15}(?![\w-]|\.\d)/g,
      score: 0.3,
    },
  ],
  validate: (value) => {
    const digits = digitsOf(value);
    if (digits.length > 19 || isFiller(digits)) return false;
    // Maestro has twelve digits; in groups they are the end of something longer.
    if (digits.length < 12 || (digits.length === 12 && /\D/.test(value))) return false;
    return issued.test(digits.join('')) && luhn(digits);
  },
  context: ['card', 'visa', 'mastercard', 'amex', 'credit', 'debit', 'maestro'],
};

/** A card that somebody masked already: what is left of it still tells whose it is. */
export const maskedCard: Recognizer = {
  name: 'MaskedCardRecognizer',
  entity: 'CREDIT_CARD',
  hasDigits: true,
  patterns: [
    {
      name: 'First and last digits',
      regex: /(?<![\w*.-])\d{4,6}(?:[ -]?[*xX•#]{2,4}){1,4}[ -]?\d{4}(?![\w*-])/g,
      score: 0.5,
    },
    { name: 'Last digits', regex: /(?<![\w*.-])(?:[*xX•]{4}[ -]?){2,4}\d{4}(?![\w*-])/g, score: 0.35 },
  ],
  context: ['card', 'visa', 'mastercard', 'amex', 'credit', 'debit', 'maestro'],
};
