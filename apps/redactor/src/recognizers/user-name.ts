import type { Recognizer } from './recognizer.ts';

/** Words that follow "user" or "login" in a sentence and are no name for anybody. */
const sentenceWord =
  /^(?:name|names|is|was|are|and|or|the|a|an|of|to|in|on|for|from|with|has|had|have|can|could|may|must|will|would|should|does|did|do|who|that|this|which|not|no|id|ids|account|accounts|data|page|pages|interface|guide|manual|group|groups|role|roles|agent|agents|input|story|stories|experience|error|errors|failed|failure|attempt|attempts|attempted|successful|credentials?|details?|token|password|email|via|by|at|as|but|if|when|while|after|before|using|through|only|also|reported|required|access|settings?|info|information|support|feedback|journey|testing|based|facing|friendly|made|been|being|it|its|your|my|our|their|his|her|screen|form|button|url|process|system|server|service|here|now|again|please|exposed|event|events|session|sessions|unknown|anonymous|null|none|example|tried|tries|wants?|needs?|sees?|opened|opens|clicks?|clicked|says?|said|asked|asks|added|removed|created|deleted|locked|registration|profile|profiles|permissions?|count|rate|base|space|mode|defined|specified|generated|provided|agreement|test|tests|menu|list|table|type|level|rights?|management|directory|consent|privacy|behaviou?r|requests?|activity|history|logs?)$/i;

export const userName: Recognizer = {
  name: 'UserNameRecognizer',
  entity: 'USERNAME',
  aroundContext: true,
  patterns: [
    {
      name: 'Label and name',
      regex:
        /(?<![\p{L}\p{N}])(?:user ?names?|user[_-]name|login(?: name| id)?|user[ _-]?id|screen name|handle|benutzername|nickname)["']?(?:[ \t]{0,2}[:=|]|[ \t]+(?:is|was)(?![\p{L}\p{N}])|(?= ['"@]))[ \t]{0,3}["'“]?(?<value>@?[\p{L}\p{N}][\p{L}\p{N}._-]{1,40}(?<![.-]))(?![\p{L}\p{N}@])/dgiu,
      score: 0.7,
    },
    {
      name: 'User and name',
      regex:
        /(?<![\p{L}\p{N}])(?:to user|for user|by user|of user|user account|log(?:ged)? ?in as|sign(?:ed)? in as|login as|username|account name|as user|invalid user|session for user) ["'“]?(?<value>@?[\p{L}\p{N}][\p{L}\p{N}._-]{2,40}(?<![.-]))(?![\p{L}\p{N}@])/dgiu,
      score: 0.6,
    },
    {
      name: 'Name of letters and digits',
      regex:
        /(?<![\p{L}\p{N}])(?:[Uu]ser|[Cc]ustomer|[Mm]ember|[Aa]ccount|[Ll]ogin|[Pp]rofile) ["'“]?(?<value>(?=[a-z._-]{0,30}\d)[a-z][a-z0-9._-]{3,30}(?<![.-])|[a-z]{2,20}[._][a-z]{2,20})(?![\p{L}\p{N}@])/dgu,
      score: 0.55,
    },
    {
      name: 'Name in front of an address',
      regex:
        /(?<![\p{L}\p{N}])(?:[Uu]ser|[Cc]ustomer|[Mm]ember|[Aa]ccount|[Ll]ogin) (?<value>[a-z][a-z0-9._-]{3,30})(?= \((?:e-?mail|mail|[\p{L}\p{N}._%+-]{1,64}@))/dgu,
      score: 0.6,
    },
  ],
  validate: (value) => (sentenceWord.test(value) ? false : undefined),
  context: [
    'user',
    'users',
    'username',
    'userid',
    'login',
    'logged',
    'log in',
    'signed in',
    'sign in',
    'screen name',
    'handle',
    'benutzername',
    'nickname',
    'customer',
    'member',
    'account',
    'profile',
  ],
};

/** "@ada_l" as social networks write it: who is meant is open to everybody. */
export const handle: Recognizer = {
  name: 'HandleRecognizer',
  entity: 'USERNAME',
  patterns: [
    {
      name: 'Handle',
      regex: /(?<![\p{L}\p{N}@._/+-])@[A-Za-z_][A-Za-z0-9_]{1,38}(?![\p{L}\p{N}@/]|\.\p{L})/gu,
      score: 0.45,
      requires: ['@'],
    },
  ],
  context: ['twitter', 'instagram', 'telegram', 'handle', 'follow'],
};
