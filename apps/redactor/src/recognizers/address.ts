import type { Recognizer } from './recognizer.ts';

const streetWords =
  'Street|St|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Way|Place|Pl|Terrace|Ter|Circle|Cir|Crescent|Close|Square|Sq|Parkway|Pkwy|Highway|Hwy|Row|Gardens|Grove|Mews|Trail|Trl|Walk|Hill|Quay|Wharf|Alley|Loop|Plaza|Pike|Esplanade|Parade';

/** A word of a street's name. */
const word = String.raw`\p{Lu}[\p{L}\p{M}'’.-]{0,24}`;

/** What may follow the street: a flat, a town, a state and a code, in the usual order. */
const unit = String.raw`(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Room|#)\.? ?[\dA-Z]{1,6})?`;
const town = String.raw`(?:,[ \n]{1,2}${word}(?: ${word}){0,2})`;
const usCode = String.raw`(?:,? [A-Z]{2},?(?: \d{5}(?:-\d{4})?)?)`;
const ukCode = String.raw`(?:,?[ \n]{1,2}[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})`;

/** Street addresses: a house number with a street's name. Towns by themselves are no finding. */
export const address: Recognizer = {
  name: 'AddressRecognizer',
  entity: 'LOCATION',
  patterns: [
    {
      name: 'Number and street',
      regex: new RegExp(
        String.raw`(?<![\p{L}\p{N}.,-])\d{1,6}[A-Za-z]?(?:[-/]\d{1,5})?,? (?:[NSEW]\.? )?(?:${word} ){1,4}(?:${streetWords})\b\.?(?: [NSEW]{1,2}\b)?${unit}(?:${town}{0,2}(?:${usCode}|${ukCode})|${town})?`,
        'gu',
      ),
      score: 0.75,
    },
    {
      name: 'Number and street, continental',
      regex: new RegExp(
        String.raw`(?<![\p{L}\p{N}])(?:(?:(?:Am|An der|Auf dem|Im|In der|Zum|Zur) )?\p{Lu}[\p{L}-]{1,30}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|ufer|damm|steig|laan|straat|gade|gatan|vej|veien)|(?:Rue|Avenue|Via|Viale|Piazza|Calle|Avenida|Plaza|Rua|Boulevard|Place)(?: (?:de la|de|du|des|della|di|del|da|do))?(?: ${word}){1,3}),? \d{1,4} ?[a-z]?(?:,? \d{4,5} ${word}(?: ${word})?)?(?![\p{L}\p{N}])`,
        'gu',
      ),
      score: 0.75,
    },
    {
      name: 'Number and rue',
      regex: new RegExp(
        String.raw`(?<![\p{L}\p{N}.,-])\d{1,4}(?: (?:bis|ter))?,? (?:rue|avenue|boulevard|place|allée|chemin|quai)(?: (?:de la|de l'|de|du|des))?(?: ?${word}){1,3}(?:,? \d{5} ${word})?(?![\p{L}\p{N}])`,
        'giu',
      ),
      score: 0.75,
    },
    {
      name: 'Post office box',
      regex: /(?<![\p{L}\p{N}])(?:P\.? ?O\.? Box|Postfach) \d{1,7}(?![\p{L}\p{N}])/giu,
      score: 0.7,
    },
    {
      name: 'Town, state and ZIP code',
      regex: new RegExp(
        String.raw`(?<![\p{L}\p{N}])${word}(?: ${word}){0,2}, (?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),? \d{5}(?:-\d{4})?(?![\p{L}\p{N}])`,
        'gu',
      ),
      score: 0.75,
    },
  ],
};
