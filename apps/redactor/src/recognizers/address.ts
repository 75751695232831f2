import type { Recognizer } from './recognizer.ts';

const streetWords =
  'Street|St|Gate|Yard|Rise|Broadway|Embankment|Approach|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Way|Place|Pl|Terrace|Ter|Circle|Cir|Crescent|Close|Square|Sq|Parkway|Pkwy|Highway|Hwy|Row|Gardens|Grove|Mews|Trail|Trl|Walk|Hill|Quay|Wharf|Alley|Loop|Plaza|Pike|Esplanade|Parade';

/** The other street suffixes of USPS Publication 28: words that also name things, so they need more around them. */
const rareStreetWords =
  'Bend|Bluff|Bluffs|Branch|Bridge|Brook|Bypass|Camp|Canyon|Cape|Causeway|Center|Cliff|Cliffs|Club|Common|Corner|Corners|Course|Cove|Creek|Crest|Crossing|Crossroad|Curve|Dale|Dam|Divide|Estate|Estates|Expressway|Extension|Extensions|Falls|Ferry|Field|Fields|Flat|Flats|Ford|Forest|Forge|Forges|Fork|Forks|Fort|Freeway|Garden|Gateway|Glen|Glens|Green|Harbor|Harbors|Haven|Heights|Hills|Hollow|Inlet|Island|Islands|Isle|Junction|Junctions|Key|Keys|Knoll|Knolls|Lake|Lakes|Landing|Light|Lock|Locks|Lodge|Mall|Manor|Meadow|Meadows|Mill|Mills|Mission|Motorway|Mount|Mountain|Neck|Orchard|Oval|Overpass|Park|Pass|Passage|Path|Pine|Pines|Plain|Plains|Point|Points|Port|Ports|Prairie|Radial|Ramp|Ranch|Rapid|Rapids|Rest|Ridge|Ridges|River|Route|Run|Shoal|Shoals|Shore|Shores|Skyway|Spring|Springs|Spur|Station|Stravenue|Stream|Summit|Throughway|Trace|Track|Trafficway|Tunnel|Turnpike|Underpass|Union|Valley|Via|Viaduct|View|Views|Village|Ville|Vista|Well|Wells';

/** A word of a street's name. */
const word = String.raw`\p{Lu}[\p{L}\p{M}'’.-]{0,24}`;

/** What may follow the street: a flat, a town, a state and a code, in the usual order. */
const unit = String.raw`(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Room|#)\.? ?[\dA-Z]{1,6})?`;
const states =
  'Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming';
const townWord = String.raw`\p{Lu}\p{Ll}[\p{L}'’-]{0,24}`;
const town = String.raw`(?:,[ \n]{1,2}(?!(?:${states}) \d)${townWord}(?: ${townWord}){0,3})`;
const code = String.raw`(?:,? (?:${states})(?: \d{5}(?:-\d{4})?)(?!\d)(?:, ${townWord}(?: (?:and|of|the|${townWord})){0,5})?|,? (?:[A-Z]{2},? )?\d{5}(?:-\d{4})?(?!\d)|,? [A-Z]{2}(?![\p{L}\p{N}])|,?[ \n]{1,2}[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?![\p{L}\p{N}]))`;
/** A flat in front of the house number, as in Britain. */
const flat = String.raw`(?:(?:Flat|Apartment|Apt|Unit|Suite|Room)\.? [\dA-Z]{1,5},? )?`;
const tail = `${unit}${town}{0,2}${code}?`;

/** Street addresses: a house number with a street's name. Towns by themselves are no finding. */
export const address: Recognizer = {
  name: 'AddressRecognizer',
  entity: 'LOCATION',
  hasDigits: true,
  patterns: [
    {
      name: 'Number and street',
      regex: new RegExp(
        String.raw`(?<![\p{L}\p{N}.,-])${flat}\d{1,6}[A-Za-z]?(?:[-/]\d{1,5})?,? (?:[NSEW]\.? )?(?:${word} ){1,4}(?:${streetWords})s?\b\.?(?: [NSEW]{1,2}\b)?${tail}`,
        'gu',
      ),
      score: 0.75,
    },
    {
      name: 'Street and number',
      regex: new RegExp(
        String.raw`(?<![\p{L}\p{N}])(?:${townWord} ){1,2}(?:Street|Road|Lane|Avenue|Square|Quay|Terrace|Place) \d{1,4}[A-Za-z]?(?:,[ \n]${townWord}(?: ${townWord})?(?: \d{1,5})?)?(?![\p{L}\p{N}])`,
        'gu',
      ),
      score: 0.6,
    },
    {
      name: 'Number and street, rare suffix',
      regex: new RegExp(
        String.raw`(?<![\p{L}\p{N}.,-])\d{2,6} (?:${townWord} ){1,2}(?:${rareStreetWords})s?(?=,|\n|$| Apt| Suite)${tail}`,
        'gu',
      ),
      score: 0.6,
    },
    {
      name: 'Number and street, continental',
      regex: new RegExp(
        String.raw`(?<![\p{L}\p{N}])(?:(?:(?:Am|An der|Auf dem|Im|In der|Zum|Zur|\p{Lu}\p{Ll}{1,20}) )?\p{Lu}[\p{L}-]{1,30}(?:straße|strasse|str\.|weg|platz|allee|gasse|(?<=\p{L}{4})[aghnst]ring|ufer|damm|steig|gracht|kade|plein|plads|laan|straat|gade|gatan|vägen|vej|veien)|(?:Rue|Avenue|Via|Viale|Piazza|Calle|Avenida|Plaza|Rua|Boulevard|Place)(?: (?:de la|de|du|des|della|delle|degli|dei|di|del|da|do))?(?: ${word}){1,3}),? \d{1,4} ?[a-z]?(?:,? \d{4,5} ${word}(?: ${word})?)?(?<!\.)(?![\p{L}\p{N}])`,
        'gu',
      ),
      score: 0.75,
    },
    {
      name: 'Number and rue',
      regex: new RegExp(
        String.raw`(?<![\p{L}\p{N}.,-])\d{1,4}(?: (?:bis|ter))?,? (?:rue|avenue|boulevard|place|allée|chemin|quai)(?: (?:de la|de l'|de|du|des))?(?: ?${word}){1,3}(?:,? \d{5} ${word})?(?<!\.)(?![\p{L}\p{N}])`,
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
