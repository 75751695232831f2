/** A stretch of a text, UTF-16 units, end exclusive; `type` where the redactor tells one. */
export type Range = { start: number; end: number; type?: string };

/** Finds the personal data in one text. */
export type Find = (text: string) => Range[] | Promise<Range[]>;

/** A redactor of npm. */
export type Peer = {
  /** What its documentation says it looks for, in Presidio's names; `except`: everything but these. */
  looksFor: { only: readonly string[] } | { except: readonly string[] };
  /** Takes the package, and uses it as its documentation tells, with all that needs no service and no download. */
  adapt(loaded: unknown): Find;
};

export const peerNames = ['@openredaction/core', 'redact-pii', '@redactpii/node', 'compromise'] as const;

export type PeerName = (typeof peerNames)[number];

/** A character that no text of ours has: what two of the peers put in a value's place. */
export const mark = '\uE000';

type OpenRedaction = {
  OpenRedaction: new () => {
    detect(text: string): Promise<{ detections: { position: [number, number] }[] }>;
  };
};

type Replacer = new (options: { globalReplaceWith: string }) => { redact(text: string): string };

type CompromiseView = { json(options: { offset: true }): { offset: { start: number; length: number } }[] };

const compromiseViews = ['people', 'places', 'organizations', 'emails', 'phoneNumbers', 'urls'] as const;

type Compromise = {
  default(text: string): Record<(typeof compromiseViews)[number], () => CompromiseView>;
};

export const peers: Readonly<Record<PeerName, Peer>> = {
  '@openredaction/core': {
    looksFor: { except: ['ORGANIZATION'] },
    adapt: (loaded) => {
      const { OpenRedaction } = loaded as OpenRedaction;
      const redactor = new OpenRedaction();
      return async (text) =>
        (await redactor.detect(text)).detections.map(({ position: [start, end] }) => ({ start, end }));
    },
  },
  'redact-pii': {
    looksFor: {
      only: [
        ...['PERSON', 'LOCATION', 'PHONE_NUMBER', 'EMAIL_ADDRESS', 'URL', 'IP_ADDRESS'],
        ...['CREDIT_CARD', 'US_SSN', 'USERNAME', 'PASSWORD'],
      ],
    },
    adapt: (loaded) => replacing((loaded as { SyncRedactor: Replacer }).SyncRedactor),
  },
  '@redactpii/node': {
    looksFor: { only: ['PERSON', 'PHONE_NUMBER', 'EMAIL_ADDRESS', 'CREDIT_CARD', 'US_SSN'] },
    // It calls nobody without an API key.
    adapt: (loaded) => replacing((loaded as { Redactor: Replacer }).Redactor),
  },
  compromise: {
    looksFor: { only: ['PERSON', 'LOCATION', 'ORGANIZATION', 'EMAIL_ADDRESS', 'PHONE_NUMBER', 'URL'] },
    adapt: (loaded) => {
      const { default: nlp } = loaded as Compromise;
      return (text) => {
        const read = nlp(text);
        return compromiseViews.flatMap((view) =>
          read[view]()
            .json({ offset: true })
            .map(({ offset: { start, length } }) => ({ start, end: start + length })),
        );
      };
    },
  },
};

/** True for a type that the peer looks for. */
export const looksFor = ({ looksFor: types }: Peer, type: string): boolean =>
  'only' in types ? types.only.includes(type) : !types.except.includes(type);

const replacing = (Redactor: Replacer): Find => {
  const redactor = new Redactor({ globalReplaceWith: mark });
  return (text) => replacedIn(text, redactor.redact(text));
};

/**
 * Where a redacted text has marks, in the original: what stands between the marks is looked for in order, the last
 * piece at the very end. Where a piece stands in the original more than once, its first place is taken, which may
 * shorten a value.
 */
export const replacedIn = (original: string, redacted: string): Range[] => {
  const pieces = redacted.split(mark);
  const ranges: Range[] = [];
  let read = pieces[0]!.length;
  for (const [index, piece] of pieces.entries()) {
    if (index === 0) continue;
    const isLast = index === pieces.length - 1;
    const at = isLast ? original.length - piece.length : original.indexOf(piece, read);
    // A redactor that changes other characters, too, cannot be followed any further.
    if (at < read) return ranges;
    if (at > read) ranges.push({ start: read, end: at });
    read = at + piece.length;
  }
  return ranges;
};
