import type { Recognizer } from './recognizer.ts';

/** A value that is a placeholder for a secret, or a word about one, is none. */
const standIn =
  /^(?:x+|\*+|\.+|<.*>|\$\{.*\}|changeme|null|none|true|false|undefined|required|reset|expired?s?|policy|redacted|hidden|example|must|has|was|will|should|cannot|field|manager)$/i;

const labelledSecret = (value: string): false | undefined =>
  standIn.test(value) || value.length < 4 ? false : undefined;

/** Credentials in running text, settings and logs. */
export const secrets: Recognizer = {
  name: 'SecretRecognizer',
  entity: 'SECRET',
  patterns: [
    {
      name: 'Private key block',
      regex:
        /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\s:,.()-]{0,8000}?-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g,
      score: 1,
    },
    {
      name: 'Key with a known prefix',
      regex:
        /(?<![A-Za-z0-9_-])(?:sk-(?:proj-|ant-|live-)?[A-Za-z0-9_-]{16,200}|(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{10,120}|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,64}|xox[abeoprs]-[A-Za-z0-9-]{10,250}|(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{16}|AIza[\w-]{30,45}|ya29\.[\w-]{20,500}|SG\.[\w-]{16,32}\.[\w-]{16,64}|npm_[A-Za-z0-9]{30,60}|hf_[A-Za-z0-9]{20,60}|dop_v1_[a-f0-9]{64}|shpat_[a-f0-9]{32}|AC[a-f0-9]{32}|key-[a-f0-9]{32}|whsec_[A-Za-z0-9]{16,64})(?![A-Za-z0-9_-])/g,
      score: 0.95,
    },
    {
      name: 'Key with a prefix of its own',
      regex:
        /(?<![\w-])[a-z]{2,10}_(?:[a-z]{2,10}_)?(?=[a-z]{0,60}\d[a-z]{0,60}\d)[a-z0-9]{16,64}(?![\w-])/gi,
      score: 0.7,
    },
    {
      name: 'JSON web token',
      regex: /(?<![\w-])eyJ[\w-]{8,4000}\.eyJ[\w-]{8,4000}\.[\w-]{8,2000}(?![\w-])/g,
      score: 0.95,
    },
    {
      name: 'Bearer token',
      regex: /(?<![A-Za-z])(?:bearer|basic) (?<value>[A-Za-z0-9._~+/-]{16,2000}={0,2})/dgi,
      score: 0.7,
    },
    {
      name: 'Password in a URL',
      regex: /:\/\/[^\s:@/]{1,100}:(?<value>[^\s:@/]{2,200})@(?=[A-Za-z0-9[])/dg,
      score: 0.8,
    },
    {
      name: 'Label and secret',
      regex:
        /(?<![A-Za-z])(?:password|passwd|passphrase|passwort|pwd|pin code|api[ _-]?key|secret[ _-]?key|access[ _-]?(?:key|token)|auth[ _-]?token|client[ _-]?secret|secret|token)["']?[ \t]{0,3}(?:=>?|:)[ \t]{0,3}(?<value>"[^"\n]{4,200}"|'[^'\n]{4,200}'|[^\s"'<>,;()]{4,200}(?<![.:?]))/dgi,
      score: 0.65,
    },
    {
      // Without a colon it takes a value that no word looks like: letters with digits or signs among them.
      name: 'Label before a secret',
      regex:
        /(?<![A-Za-z])(?:password|passwd|passphrase|passwort|pwd|api[ _-]?key|api token|access token|secret key|token) (?:of |is |was |to ){0,2}["']?(?<value>(?=[^\s"',;]{0,60}[\d!@#$%^&*+=?~])(?=[^\s"',;]{0,60}[A-Za-z])[^\s"',;<>]{6,200}(?<![.:?)]))/dgi,
      score: 0.6,
    },
  ],
  validate: (value) => labelledSecret(value.replace(/^["']|["']$/g, '')),
};
