/** A place in the text where a name is expected, and how much it takes to believe it. */
export type Cue = {
  name: string;
  /** The name begins where the match ends. */
  regex: RegExp;
  score: number;
  /** Words that an unknown name must have. */
  words: 1 | 2;
  /** Names in small letters count too, if the given name is a known one. */
  lower?: boolean;
};

const labels = [
  '(?:full |first |last |given |family |middle |maiden |legal |sur|user )?name',
  'name of (?:patient|employee|customer|client|applicant|insured|claimant|child|parent|tenant)',
  "(?:patient|customer|client|employee|applicant|candidate|claimant|insured|policy ?holder|account ?holder|card ?holder|beneficiary|tenant|landlord|resident|guest|passenger|student|member|subscriber|borrower|buyer|seller|payee|payer|recipient|sender|witness|complainant|defendant|plaintiff|caller|reporter|requester|requestor|assignee|owner|author|signatory|interviewer|interviewee|attendee|participant|driver|contact|contact person|emergency contact|next of kin|primary contact|physician|doctor|surgeon|nurse|therapist|provider|attending|consultant|adjuster|advisor|adviser|manager|supervisor|line manager|hr contact|referee|guardian|spouse|parent|father|mother|kontakt|herr|frau|patientin|kunde)(?:[’']s)?(?: name)?",
  '(?:prepared|written|reviewed|approved|submitted|reported|requested|handled|signed|completed|issued|created|updated|verified|authori[sz]ed|assigned|dictated|transcribed|witnessed) (?:by|to)',
  'attn|attention|signed|signature|(?:bill|ship|deliver)(?:ed)? to|c/o|re patient',
];

const roles = [
  'patient|nurse|doctor|surgeon|therapist|dentist|pharmacist|colleague|coworker|manager|supervisor|director|engineer|analyst|developer|designer|accountant|lawyer|attorney|barrister|solicitor|paralegal|teacher|student|professor|lecturer|researcher|scientist|employee|customer|client|tenant|landlord|landlady|applicant|candidate|claimant|witness|plaintiff|defendant|author|singer|actor|actress|director|producer|journalist|reporter|editor|novelist|poet|painter|artist|composer|musician|guitarist|drummer|rapper|player|striker|goalkeeper|midfielder|quarterback|coach|captain|chef|driver|pilot|officer|detective|sheriff|mayor|governor|senator|congressman|congresswoman|president|chairman|chairwoman|spokesman|spokeswoman|spokesperson|ceo|cto|cfo|founder|co-founder|adjuster|recruiter|intern|secretary|assistant|coordinator|technician|plumber|electrician|neighbour|neighbor|friend|roommate|wife|husband|spouse|partner|girlfriend|boyfriend|fiancé|fiancée|son|daughter|brother|sister|mother|father|mom|mum|dad|aunt|uncle|cousin|nephew|niece|grandmother|grandfather|grandson|granddaughter|guest|passenger|caller|resident|member|beneficiary|borrower|buyer|seller|philosopher|mathematician|physicist|historian|economist',
];

const start = String.raw`(?<![\p{L}\p{N}])`;

/** Places where people are named, from the surest to the least sure. */
export const cues: readonly Cue[] = [
  {
    name: 'Label',
    regex: new RegExp(String.raw`${start}(?:${labels.join('|')})\*{0,2}[ \t]{0,3}[:=|][ \t|*"']{0,6}`, 'giu'),
    score: 0.85,
    words: 1,
    lower: true,
  },
  {
    name: 'Sender or recipient',
    regex: /(?<![\p{L}\p{N}])(?:from|to|cc|by)[ \t]{0,2}:[ \t]{0,3}["']?/giu,
    score: 0.7,
    words: 2,
  },
  {
    name: 'Introduction',
    regex:
      /(?<![\p{L}\p{N}])(?:(?:my|his|her|their|the|whose) (?:full |first |last |maiden )?name(?: is|:| was|['’]s)|name['’]?s|i am called|call me|goes by|i, the undersigned,?) /giu,
    score: 0.85,
    words: 1,
    lower: true,
  },
  {
    name: 'Greeting',
    regex:
      /(?<=^|[\n.!?>"“*] {0,2})(?:dear|hi|hello|hey|hola|bonjour|hallo|liebe[r]?|good (?:morning|afternoon|evening)|thanks|thank you|cheers|welcome)(?: again| there| back)?,? (?=\p{Lu})/giu,
    score: 0.7,
    words: 1,
  },
  {
    name: 'Closing',
    regex:
      /(?<![\p{L}\p{N}])(?:regards|sincerely|faithfully|truly|cheers|thanks|thank you|best|respectfully|cordially|love|grüßen|grüße|wishes|many thanks|signed)[,.!]?[ \t]{0,3}(?:\n[ \t]{0,3}){1,3}/giu,
    score: 0.8,
    words: 1,
  },
  {
    name: 'Closing in one line',
    regex:
      /(?<![\p{L}\p{N}])(?:regards|sincerely|faithfully|truly|cheers|thanks|best|wishes|love),[ \t]{1,2}(?=\p{Lu}[\p{L}'’. -]{1,40}(?:\n|$))/giu,
    score: 0.7,
    words: 1,
  },
  {
    name: 'Relative or friend',
    regex:
      /(?<![\p{L}\p{N}])(?:my|his|her|your|their|our) (?:(?:late|elder|older|younger|eldest|youngest|twin) )?(?:son|daughter|child|baby|brother|sister|wife|husband|spouse|partner|fianc[ée]e?|mother|father|mom|mum|dad|grand(?:mother|father|son|daughter)|aunt|uncle|cousin|niece|nephew|girlfriend|boyfriend|friend|colleague|boss|deputy|assistant|neighbou?r|flatmate|roommate),? (?=\p{Lu})/giu,
    score: 0.6,
    words: 1,
  },
  {
    name: 'Somebody called',
    regex:
      /(?<![\p{L}\p{N}])(?:man|woman|boy|girl|child|colleague|somebody|someone|person|guy|lady|gentleman|employee|friend|patient|customer|client)(?: of (?:yours|mine|ours|theirs))?,? (?:called|named|by the name of) (?=\p{Lu})/giu,
    score: 0.6,
    words: 1,
  },
  {
    name: 'Family',
    regex:
      /(?<![\p{L}\p{N}])the (?=\p{Lu}[\p{L}'’-]{1,30} (?:family|household|couple|siblings|brothers|sisters|twins|estate)(?!\p{L}))/gu,
    score: 0.6,
    words: 1,
  },
  {
    name: 'Signature',
    regex: /(?<=\n[ \t]{0,3})(?:--|—|–|-|~)[ \t]{0,2}(?=\p{Lu}[\p{L}'’. -]{1,40}(?:\n|$))/gu,
    score: 0.5,
    words: 2,
  },
  {
    name: 'Somebody spoken to',
    regex:
      /(?<![\p{L}\p{N}])(?:spoke (?:to|with)|speak (?:to|with)|talked to|met with|contact|call|ask for|reach out to|behalf of|signed by|reported by|written by|prepared by|approved by|reviewed by|assigned to|belongs to|registered to|addressed to|payable to|married to|named|introduce[ds]?(?: you to| me to)?|i am|i['’]m|this is|attention of|attn\.?|c\/o|employed|interviewed|diagnosed|treated|referred by|seen by|examined by) (?=\p{Lu})/giu,
    score: 0.55,
    words: 2,
  },
  {
    name: 'Role',
    regex: new RegExp(String.raw`${start}(?:${roles.join('|')})s?,? (?=\p{Lu})`, 'giu'),
    score: 0.6,
    words: 2,
  },
];
