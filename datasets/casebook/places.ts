import { concat, type MarkedText, plain, planted } from './marked-text.ts';
import { fillPattern, type Random } from './random.ts';

/** Where a document was written: it settles currency, dates, telephone numbers and identity numbers. */
export type Locale = 'uk' | 'us' | 'eu';

const UK_STREETS =
  'Larkfield Road;Millstone Lane;St Oswald Terrace;Cooper Street;Weavers Close;Abbotsmoor Avenue;Quayside Mews;Hollybush Drive;Priory Gate;Tannery Row;Beacon Hill;Fernhurst Crescent;Station Parade;Old Brewery Yard'.split(
    ';',
  );
/** Districts that Royal Mail has not given out, in areas that exist: well formed, but nobody lives there. */
const UK_TOWNS =
  'Leeds LS52;Bristol BS71;Norwich NR63;Cardiff CF93;Exeter EX58;Sheffield S59;Newcastle NE74;Leicester LE83;Preston PR46;Aberdeen AB78;Swansea SA94;Plymouth PL57'.split(
    ';',
  );
const US_STREETS =
  'Maple Hollow Drive;Cedar Ridge Road;Juniper Street;Old Mill Lane;Prairie View Court;Harbor Avenue;Sycamore Boulevard;Lakeshore Terrace;Copper Canyon Way;Whitetail Circle;Magnolia Street;Quarry Road'.split(
    ';',
  );
const US_TOWNS =
  'Brookhaven, OH 441##;Fairmont Springs, TX 787##;Cedar Falls Junction, IA 506##;Port Ellery, OR 972##;Marlow Heights, GA 303##;Kingsbury, NY 128##;Alder Creek, WA 981##;Santa Loma, CA 900##;Pine Bluff Harbor, ME 041##;Rockwell, CO 802##'.split(
    ';',
  );
const EU_ADDRESSES =
  'Lindenstraße #7, 10969 Berlin;Gartenweg 1#, 50667 Köln;Keizersgracht 4##, 1016 Amsterdam;Rue des Tilleuls #2, 69003 Lyon;Avenue Jean Moulin 1#, 75014 Paris;Harcourt Lane 2#, Dublin 8;Calle del Olmo 3#, 28012 Madrid;Via dei Mulini 1#, 40121 Bologna;Store Kongensgade 4#, 1264 København;Mühlgasse #3, 1040 Wien;Wilgenlaan 5#, 3581 Utrecht;Patrick Quay 1#, Cork'.split(
    ';',
  );

/** A fictional home address. A UK postcode is a planted value of its own. */
export function address(locale: Locale, random: Random): MarkedText {
  if (locale === 'eu') return planted(fillPattern(random.pick(EU_ADDRESSES), random), 'LOCATION');
  if (locale === 'us') {
    const street = `${random.int(101, 9899)} ${random.pick(US_STREETS)}${random.pick(['', '', ' Apt 4', ', Unit 12B'])}`;
    return planted(`${street}, ${fillPattern(random.pick(US_TOWNS), random)}`, 'LOCATION');
  }
  const [town, district] = random.pick(UK_TOWNS).split(' ') as [string, string];
  const letter = () => random.pick([...'ABDEFGHJLNPRSTUWXYZ']);
  const flat = random.pick(['', '', `Flat ${random.int(1, 24)}, `]);
  return concat([
    planted(`${flat}${random.int(2, 148)} ${random.pick(UK_STREETS)}, ${town}`, 'LOCATION'),
    plain(' '),
    planted(`${district} ${random.int(1, 9)}${letter()}${letter()}`, 'UK_POSTCODE'),
  ]);
}

/** A telephone number from the ranges that the regulators keep for fiction (Ofcom, NANPA, Bundesnetzagentur, ARCEP). */
export function phone(locale: Locale, random: Random): string {
  const patterns: Record<Locale, string[]> = {
    uk: [
      '020 7946 0###',
      '+44 20 7946 0###',
      '(020) 7946 0###',
      '01632 960###',
      '+44 1632 960###',
      '07700 900###',
    ],
    us: [
      '(212) 555-01##',
      '312-555-01##',
      '+1 415 555 01##',
      '(737) 555-01##',
      '206.555.01##',
      '+1-503-555-01##',
    ],
    eu: ['+49 30 23125 ###', '+33 1 99 00 ## ##', '+44 20 7946 0###', '030 23125-###'],
  };
  return fillPattern(random.pick(patterns[locale]), random);
}
