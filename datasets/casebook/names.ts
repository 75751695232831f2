import type { Random } from './random.ts';

/** A fictional person's name. `female` settles the pronouns and the courtesy title. */
export type Name = { first: string; last: string; female: boolean };

/** Women's first names, men's first names, family names: one entry for each origin, so that names stay plausible. */
const ORIGINS: readonly (readonly [string, string, string])[] = [
  [
    'Anna Ingrid Freja Linnea Astrid Sigrid',
    'Lars Mikael Anders Erik Søren Halvard',
    'Lindqvist Bergström Nygård Hallberg Østergaard Ekdahl Sandvik Holmgren',
  ],
  [
    'Adaeze Amara Ngozi Ifeoma Funmilayo Yetunde',
    'Tobias Emeka Chidi Babatunde Olumide Kelechi',
    'Okafor Nwosu Adeyemi Eze Balogun Onyekachi Afolabi Obiora',
  ],
  [
    'Priya Ananya Kavita Meera Lakshmi Shalini',
    'Rohan Arjun Vikram Sanjay Nikhil Harish',
    'Raghunathan Deshpande Iyer Mehta Chatterjee Bhattacharya Kulkarni Nair',
  ],
  [
    'Agnieszka Katarzyna Zofia Magdalena Ewa Małgorzata',
    'Tomasz Piotr Wojciech Krzysztof Marek Paweł',
    'Kowalczyk Wiśniewska-Lis Zieliński Wróbel Szymczak Piątek Gajda Łukasik',
  ],
  [
    'Lucía Carmen Marisol Ximena Inés Beatriz',
    'Diego Javier Álvaro Rafael Ignacio Esteban',
    'García-Montero Villalobos Ibáñez Quiroga Saavedra Echeverría Montalvo Peñalver',
  ],
  [
    'Fatima Layla Nour Samira Yasmin Huda',
    'Omar Khalid Tariq Bilal Rashid Faisal',
    'Al-Rashidi Haddad Benkirane El-Sayed Mansouri Qureshi Khoury Bouzid',
  ],
  [
    'Mei Xiu Lihua Yan Jing Huifen',
    'Wei Jun Haoran Zhiming Guowei Bo',
    'Zhang Ouyang Huang Zhao Liang Xie Deng Tan',
  ],
  [
    'Yuki Haruka Keiko Naomi Ayumi Sachiko',
    'Kenji Takashi Hiroshi Daichi Satoru Ryo',
    'Tanaka Fujimoto Kobayashi Nakagawa Ishikawa Matsuda Ueda Hoshino',
  ],
  [
    'Siobhán Aoife Niamh Orla Gráinne Bríd',
    'Cormac Declan Fionn Eoin Pádraig Ruairí',
    "O'Sullivan Gallagher MacNamara O'Brien Kavanagh Moriarty Ó'Ceallaigh Tierney",
  ],
  [
    'Margaret Hannah Philippa Eleanor Rosalind Judith',
    'Geoffrey Alistair Rupert Desmond Nigel Hugh',
    'Thistlewood Ashdown Pemberton Hargreaves Winterbourne Blackwood-Hale Fairclough Ormerod',
  ],
  [
    'Céline Amélie Solène Margaux Hélène Noémie',
    'Étienne Mathieu Gaspard Thibault Laurent Bastien',
    'Lefèvre Beaumont Chevalier Desrosiers Moreau Delacroix Fontaine Rousselot',
  ],
  [
    'Katharina Lieselotte Heike Annika Birgit Franziska',
    'Jürgen Matthias Stefan Klaus Dieter Florian',
    'Schäfer Weißmüller Baumgartner Vogelsang Krämer Hofstetter Lindner Rösler',
  ],
  [
    'Maartje Femke Sanne Lotte Marijke Hanneke',
    'Joost Pieter Bram Sander Wouter Gijs',
    'van_der_Meer de_Groot Vermeulen van_Dijk Hoekstra Dijkstra ten_Brink Kuipers',
  ],
  [
    'Nguyệt Linh Thảo Hoa Mai Trang',
    'Minh Quân Tuấn Đức Hải Bảo',
    'Nguyen Tran Pham Vo Dang Bui Huynh Truong',
  ],
  [
    'Elif Zeynep Ayşe Defne Melike Nesrin',
    'Emre Mehmet Kaan Burak Selim Onur',
    'Yılmaz Demirci Kaya Özdemir Şahin Aydın Çelik Toprak',
  ],
  [
    'Giulia Chiara Francesca Ludovica Elisabetta Paola',
    'Lorenzo Matteo Alessandro Gianluca Davide Raffaele',
    "D'Angelo Moretti Ferrante Bianchi Castellani Lombardi Rinaldi De_Santis",
  ],
  [
    'Danielle Latoya Monique Brianna Shanice Jasmine',
    'Marcus Terrence Andre Jerome Darnell Isaiah',
    'Whitfield Jefferson Pettway Broadnax Gaines Holloway Crutchfield McAllister',
  ],
  [
    'Leilani Malia Kalena Noelani Moana Alani',
    'Keoni Makoa Kimo Nalu Tavita Sione',
    'Kealoha Kahananui Tuiasosopo Faleolo Nakoa Palakiko Mahoe Taumoepeau',
  ],
  [
    'Olena Iryna Oksana Nadia Larysa Halyna',
    'Andriy Taras Bohdan Dmytro Mykola Yevhen',
    'Shevchuk Bondarenko Kravets Lysenko Melnyk Hrytsenko Tkachuk Zabolotna',
  ],
  [
    'Wanjiru Achieng Nyambura Makena Zawadi Akinyi',
    'Kamau Otieno Mwangi Kiprop Baraka Juma',
    'Wambui-Njoroge Odhiambo Kariuki Mutua Chebet Omondi Wekesa Gitonga',
  ],
  [
    'Shirin Parisa Niloufar Azadeh Mahsa Roya',
    'Dariush Behzad Kourosh Arash Farhad Siavash',
    'Tehrani Golestan Farahani Moradi Ardalan Shahbazi Kermani Javadi',
  ],
  [
    'Mariana Catarina Joana Teresa Luísa Filipa',
    'João Duarte Gonçalo Thiago Vasco Nuno',
    'Figueiredo Carvalho Magalhães Teixeira Brandão Sequeira Pacheco Barros',
  ],
  [
    'Seo-yeon Ji-woo Min-ji Hye-jin Soo-ah Eun-bi',
    'Joon-ho Sung-min Tae-yang Dong-hyun Jae-won Hyun-woo',
    'Baek Kang Hwang Seong Yoon Jeong Bae Namgung',
  ],
  [
    'Eleni Despina Katerina Ioanna Vasiliki Kalliope',
    'Nikos Stavros Giorgos Panagiotis Christos Spyros',
    'Papadopoulou Karagiannis Vlachos Stathopoulos Economides Drakos Mavrakis Zervas',
  ],
  [
    'Harpreet Gurleen Simran Jaspreet Navneet Manpreet',
    'Gurpreet Balwinder Hardeep Jagdeep Kuldip Sukhwinder',
    'Dhillon Sandhu Grewal Bains Sidhu Gill Brar Atwal',
  ],
  [
    'Maricel Rowena Luzviminda Cherry-Ann Jocelyn Imelda',
    'Rodrigo Efren Jericho Danilo Renato Crisanto',
    'Macaraeg Dimaculangan Bautista Villanueva Pangilinan Salonga Manalo Tolentino',
  ],
];

/** All the casebook's people in one fixed order, every full name once. */
export function people(random: Random): Name[] {
  const all = ORIGINS.flatMap(([women, men, families]) =>
    families.split(' ').flatMap((family) => {
      const last = family.replaceAll('_', ' ');
      return [
        ...women.split(' ').map((first) => ({ first, last, female: true })),
        ...men.split(' ').map((first) => ({ first, last, female: false })),
      ];
    }),
  );
  return random.shuffle(all);
}

const UNFOLDED: Record<string, string> = { ø: 'o', ł: 'l', đ: 'd', ß: 'ss', ı: 'i', æ: 'ae' };

/** A name in the letters a to z, words joined by `join`, as it stands in e-mail addresses and ids. */
export function asciiName(name: string, join: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[øłđßıæ]/g, (letter) => UNFOLDED[letter]!)
    .replaceAll("'", '')
    .replace(/[^a-z]+/g, join);
}
