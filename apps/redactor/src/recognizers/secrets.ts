import type { Recognizer } from './recognizer.ts';

/** A value that is a placeholder for a secret, or a word about one, is none. */
const standIn =
  /^(?:x+|\*+|\.+|<.*>|\$\{.*\}|changeme|null|none|true|false|undefined|required|reset|expired?s?|policy|redacted|hidden|example|must|has|was|will|should|cannot|field|manager)$/i;

const labelledSecret = (value: string): false | undefined =>
  standIn.test(value) || value.length < 3 ? false : undefined;

/** Keys and tokens in running text, settings and logs. */
export const apiKey: Recognizer = {
  name: 'ApiKeyRecognizer',
  entity: 'API_KEY',
  patterns: [
    {
      name: 'Private key block',
      requires: ['-----BEGIN'],
      reach: 9000,
      regex:
        /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=\s:,.()]|-(?!----)){0,8000}-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g,
      score: 1,
    },
    {
      name: 'Key with a known prefix',
      regex:
        /(?<![A-Za-z0-9_-])(?:sk-(?:proj-|ant-|live-)?[A-Za-z0-9_-]{16,200}|(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{10,120}|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,64}|xox[abeoprs]-[A-Za-z0-9-]{10,250}|(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{16}|AIza[\w-]{30,45}|ya29\.[\w-]{20,500}|SG\.[\w-]{16,32}\.[\w-]{16,64}|npm_[A-Za-z0-9]{30,60}|hf_[A-Za-z0-9]{20,60}|dop_v1_[a-f0-9]{64}|shpat_[a-f0-9]{32}|AC[a-f0-9]{32}|key-[a-f0-9]{32}|whsec_[A-Za-z0-9]{16,64}|SK[a-f0-9]{32}|pypi-[\w-]{40,250}|dapi[a-f0-9]{32}|hv[sb]\.[\w-]{20,250}|gl(?:sa|c)_[A-Za-z0-9_]{20,120}|lin_api_[A-Za-z0-9]{30,60}|ntn_[A-Za-z0-9]{30,60}|sq0[a-z]{3}-[\w-]{20,60}|AGE-SECRET-KEY-1[0-9A-Z]{58}|EAA[A-Za-z0-9]{40,250}|\d{8,10}:AA[\w-]{33}|[a-f0-9]{32}-us\d{1,2}|xapp-[\w-]{20,200}|figd_[\w-]{20,80}|rnd_[A-Za-z0-9]{20,60}|tfp_[\w-]{30,80}|ATATT[\w=-]{20,250})(?![A-Za-z0-9_-])/g,
      score: 0.95,
    },
    {
      name: 'Key with a prefix of its own',
      requires: ['_'],
      within: 10,
      regex:
        /(?<![\w-])[a-z]{2,10}_(?:[a-z]{2,10}_)?(?=[a-z]{0,60}\d[a-z]{0,60}\d)[a-z0-9]{16,64}(?![\w-])/gi,
      score: 0.7,
    },
    {
      name: 'JSON web token',
      requires: ['eyJ'],
      reach: 11_000,
      regex: /(?<![\w-])eyJ[\w-]{8,4000}\.eyJ[\w-]{8,4000}\.[\w-]{8,2000}(?![\w-])/g,
      score: 0.95,
    },
    {
      name: 'Bearer token',
      reach: 2100,
      regex: /(?<![A-Za-z])(?:bearer|basic) (?<value>[A-Za-z0-9._~+/-]{16,2000}={0,2})/dgi,
      score: 0.7,
    },
    {
      name: 'Label and key',
      regex:
        /(?<![A-Za-z])(?:api[ _-]?(?:key|token)|secret[ _-]?(?:access[ _-]?)?key|access[ _-]?(?:key(?:[ _-]?id)?|token)|auth[ _-]?token|refresh[ _-]?token|client[ _-]?secret|signing[ _-]?(?:key|secret)|webhook[ _-]?secret|private[ _-]?key|secret|token)["']?[ \t]{0,3}(?:=>?|:)[ \t]{0,3}(?<value>"[^"\n]{4,200}"|'[^'\n]{4,200}'|[^\s"'<>,;()]{4,200}(?<![.:?]))/dgi,
      score: 0.65,
    },
    {
      // Without a colon it takes a value that no word looks like: letters with digits or signs among them.
      name: 'Label before a key',
      regex:
        /(?<![A-Za-z])(?:api[ _-]?(?:key|token)|access (?:token|key)|auth(?:entication)? token|secret key|security token|session token|token) (?:of |is |was |to |named ){0,2}["']?(?<value>(?=[^\s"',;]{0,60}[\d!@#$%^&*+=?~])(?=[^\s"',;]{0,60}[A-Za-z])[^\s"',;<>]{8,200}(?<![.:?)]))/dgi,
      score: 0.6,
    },
  ],
  validate: (value) => labelledSecret(value.replace(/^["']|["']$/g, '')),
};

/** Passwords and PINs by what stands in front of them. */
export const password: Recognizer = {
  name: 'PasswordRecognizer',
  entity: 'PASSWORD',
  patterns: [
    {
      name: 'Password in a URL',
      requires: ['://'],
      regex: /:\/\/[^\s:@/]{0,100}:(?<value>[^\s:@/]{2,200})@(?=[A-Za-z0-9[])/dg,
      score: 0.8,
    },
    {
      name: 'Label and password',
      regex:
        /(?<![A-Za-z])(?:pass(?:word|wd|phrase|code)|passwort|kennwort|mot de passe|contrase[ñn]a|pwd|pw|pin(?: code)?|cvv2?|cvc)["']?[ \t]{0,3}(?:=>?|:)[ \t]{0,3}(?<value>"[^"\n]{4,200}"|'[^'\n]{4,200}'|(?!\/\/)[^\s"'<>,;]{3,200}(?<![.:?)]))/dgi,
      score: 0.65,
    },
    {
      // Without a colon it takes a value that no word looks like: letters with digits or signs among them.
      name: 'Label before a password',
      regex:
        /(?<![A-Za-z])(?:pass(?:word|wd|phrase|code)|passwort|kennwort|pwd)(?: for [\p{L}\p{N}@._'’-]{1,60})? (?:of |is |was |to |as ){0,2}["'‘“]?(?<value>(?=[^\s"'‘’“”]{0,60}[\d!@#$%^&*+=?~])(?=[^\s"'‘’“”]{0,60}[A-Za-z])[^\s"'‘’“”<>]{6,200}?)(?=["'’”]|[.,;:?]?(?:\s|$))/dgiu,
      score: 0.6,
    },
    {
      name: 'PIN',
      regex: /(?<![A-Za-z])PIN(?: code| number)?(?: is| was|:| of)? (?<value>\d{4,8})(?![\w-]|[.,]\d)/dg,
      score: 0.6,
    },
    {
      name: 'Login and password',
      regex:
        /@[\p{L}\p{N}-]{1,60}\.[\p{L}\p{N}.-]{2,60} ?[/|:] ?(?<value>(?![@#/])(?=[^\s"',;]{0,60}[\d!@#$%^&*+=?~])(?=[^\s"',;]{0,60}[A-Za-z])[^\s"',;<>/|:]{6,60}(?<![.:?)]))/dgu,
      score: 0.6,
      requires: ['@'],
    },
  ],
  validate: (value) => labelledSecret(value.replace(/^["']|["']$/g, '')),
};
