import type { Recognizer } from './recognizer.ts';

/** Adjectives and nouns for citizens of the states of the United Nations and some others, as English writes them. */
const nationalities =
  'Afghan|Albanian|Algerian|American|Andorran|Angolan|Argentin(?:e|ian)|Armenian|Australian|Austrian|Azerbaijani|Bahamian|Bahraini|Bangladeshi|Barbadian|Basque|Belarusian|Belgian|Beliz(?:e|i)an|Bruneian|Beninese|Bhutanese|Bolivian|Bosnian|Brazilian|British|Briton|Bulgarian|Burkinabe|Burmese|Burundian|Cambodian|Cameroonian|Canadian|Catalan|Chadian|Chilean|Chinese|Colombian|Congolese|Costa Rican|Croat|Croatian|Cuban|Cypriot|Czech|Danish|Dane|Dominican|Dutch|Ecuadorian|Egyptian|Emirati|English|Eritrean|Estonian|Ethiopian|Fijian|Filipino|Finn|Finnish|French|Gabonese|Gambian|Georgian|German|Ghanaian|Greek|Greenlandic|Grenadian|Guatemalan|Guinean|Guyanese|Haitian|Honduran|Hungarian|Icelandic|Icelander|Indian|Indonesian|Iranian|Iraqi|Irish|Israeli|Italian|Ivorian|Jamaican|Japanese|Jordanian|Kazakh|Kenyan|Korean|Kosovan|Kurdish|Kuwaiti|Kyrgyz|Lao|Laotian|Latvian|Lebanese|Liberian|Libyan|Lithuanian|Luxembourgish|Macedonian|Malagasy|Malawian|Malaysian|Maldivian|Malian|Maltese|Mauritian|Mexican|Moldovan|Mongolian|Montenegrin|Moroccan|Mozambican|Namibian|Nepalese|Nepali|New Zealander|Nicaraguan|Nigerian|Norwegian|Omani|Pakistani|Palestinian|Panamanian|Paraguayan|Persian|Peruvian|Polish|Portuguese|Puerto Rican|Qatari|Romanian|Russian|Rwandan|Salvadoran|Samoan|Saudi|Scot|Scottish|Senegalese|Serb|Serbian|Singaporean|Slovak|Slovakian|Slovene|Slovenian|Somali|South African|Spaniard|Spanish|Sri Lankan|Sudanese|Surinamese|Swede|Swedish|Swiss|Syrian|Taiwanese|Tajik|Tamil|Tanzanian|Thai|Tibetan|Togolese|Tunisian|Turkish|Turkmen|Ugandan|Ukrainian|Uruguayan|Uzbek|Venezuelan|Vietnamese|Welsh|Yemeni|Zambian|Zimbabwean';

/** What makes a country's name of the adjective. */
const noCountry =
  '(?! (?:(?:Arab )?Republic|Federation|Arabia|Territor|People|Islands?|Ocean|Sea|Channel)(?![a-z]))';

const beliefs =
  'Anglican|Atheist|Baha.i|Baptist|Buddhist|Calvinist|Catholic|Christian|Evangelical|Hindu|Jain|Jewish|Jew|Lutheran|Methodist|Mormon|Muslim|Orthodox Jew|Presbyterian|Protestant|Quaker|Shia|Shi.ite|Sikh|Sunni|Taoist';

const politics = 'Communist|Democrat|Marxist|Republican|Tory|Tories|Zionist';

/** Nationality, religious or political group: Presidio's NRP, which also covers languages of the same name. */
export const nrp: Recognizer = {
  name: 'NrpRecognizer',
  entity: 'NRP',
  patterns: [
    {
      name: 'Nationality, religion or party',
      regex: new RegExp(
        `(?<![A-Za-z0-9_-])(?:${nationalities}|${beliefs}|${politics})s?(?![A-Za-z0-9_])${noCountry}`,
        'g',
      ),
      score: 0.5,
    },
    {
      name: 'What somebody is, in small letters',
      regex: new RegExp(
        `(?<![A-Za-z])(?:i am|i['’]m|he is|she is|they are|we are) (?:an? )?(?<value>${nationalities}|${beliefs}|${politics})(?![A-Za-z0-9_])${noCountry}`,
        'dgi',
      ),
      score: 0.5,
    },
  ],
};
