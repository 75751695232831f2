/** A stretch of a text, UTF-16 units, end exclusive. */
export type Range = { start: number; end: number };

/** Finds the personal data in one text. */
export type Find = (text: string) => Range[] | Promise<Range[]>;

export const subjectNames = [
  'rollcall',
  'rollcall without names',
  '@openredaction/core',
  'redact-pii',
  '@redactpii/node',
  'compromise',
] as const;

export type SubjectName = (typeof subjectNames)[number];

const nameTypes = ['PERSON', 'LOCATION', 'ORGANIZATION'];

/** A character that no text of ours has: what two of the peers put in a value's place. */
const mark = '\uE000';

/**
 * Loads one redactor, as its documentation tells to use it, everything on that it has without a service or a
 * download. Each is loaded in a process of its own: what it holds of memory is then its own.
 */
export const loadSubject = async (name: SubjectName): Promise<Find> => {
  switch (name) {
    case 'rollcall':
      return loadOurs(() => true);
    case 'rollcall without names':
      return loadOurs((type) => !nameTypes.includes(type));
    case '@openredaction/core': {
      const { OpenRedaction } = await import('@openredaction/core');
      const redactor = new OpenRedaction();
      return async (text) =>
        (await redactor.detect(text)).detections.map(({ position: [start, end] }) => ({ start, end }));
    }
    case 'redact-pii': {
      const { SyncRedactor } = await import('redact-pii');
      const redactor = new SyncRedactor({ globalReplaceWith: mark });
      return (text) => replacedIn(text, redactor.redact(text));
    }
    case '@redactpii/node': {
      const { Redactor } = await import('@redactpii/node');
      const redactor = new Redactor({ globalReplaceWith: mark });
      return (text) => replacedIn(text, redactor.redact(text));
    }
    case 'compromise':
      return loadCompromise();
  }
};

/** What masking looks for by default, which is all but dates. */
const loadOurs = async (isWanted: (type: string) => boolean): Promise<Find> => {
  const { analyze } = await import('../apps/redactor/src/analyze.ts');
  const { maskedTypes } = await import('../apps/redactor/src/entities.ts');
  const entities = [...maskedTypes].filter(isWanted);
  return (text) => analyze(text, { entities, covering: true });
};

const loadCompromise = async (): Promise<Find> => {
  const { default: nlp } = await import('compromise');
  return (text) => {
    const read = nlp(text);
    const views = [
      read.people(),
      read.places(),
      read.organizations(),
      read.emails(),
      read.phoneNumbers(),
      read.urls(),
    ];
    return views.flatMap((view) =>
      (view.json({ offset: true }) as { offset: { start: number; length: number } }[]).map(
        ({ offset: { start, length } }) => ({ start, end: start + length }),
      ),
    );
  };
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
