import type { ChatMessage, MaskedDocument, MaskedPassage } from '@rollcall/pipeline';
import { findPlaceholders, placeholderOf, type VaultEntry } from '@rollcall/vault';
import { type AnalyzeOptions, analyzeTogether } from './analyze.ts';
import { type EntityType, maskedTypes } from './entities.ts';
import { recognisePeople } from './people.ts';
import type { Finding } from './recognizers/recognizer.ts';

/** What goes to the model, as it is stored. */
export type RawDocument = {
  /** The conversation; the question is its last user message. */
  messages: readonly ChatMessage[];
  passages: readonly MaskedPassage[];
};

export type MaskOptions = {
  /** `off`: the operator's policy for this collection leaves the text as it is. */
  policy: 'mask' | 'off';
  /** Types to replace; see `maskedTypes`. */
  entities?: ReadonlySet<EntityType>;
  threshold?: number;
};

export type MaskedResult = { masked: MaskedDocument; entries: VaultEntry[] };

/**
 * Replaces the personal data of a document by placeholders. One value has one placeholder in all parts:
 * messages, titles and passages; the parts of a name and its forms in capitals share the person's.
 * Numbers follow first appearance (messages, then passages, each title before its text), so the same
 * document always gives the same result. A number that the text itself uses in a placeholder is skipped:
 * nothing that a user wrote is ever restored to a value.
 */
export const maskDocument = (raw: RawDocument, options: MaskOptions): MaskedResult => {
  if (options.policy === 'off') return { masked: assemble(raw, textsOf(raw), {}), entries: [] };
  const texts = textsOf(raw);
  const analysis: AnalyzeOptions = {
    entities: [...(options.entities ?? maskedTypes)],
    covering: true,
    ...(options.threshold === undefined ? {} : { threshold: options.threshold }),
  };
  const found = analyzeTogether(texts, analysis);
  const register = registerValues(texts, found);
  const masked = texts.map((text, part) =>
    replaceAll(text, found[part]!, (finding, value) => register.placeholderFor(finding, value, part)),
  );
  const entries = register.entries();
  return { masked: assemble(raw, masked, countByType(entries)), entries };
};

/** Every text of the document in the order in which placeholders are numbered. */
const textsOf = (raw: RawDocument): string[] => [
  ...raw.messages.map(({ content }) => content),
  ...raw.passages.flatMap(({ title, text }) => [title ?? '', text]),
];

const assemble = (
  raw: RawDocument,
  texts: readonly string[],
  redactions: Record<string, number>,
): MaskedDocument => {
  const messages = raw.messages.map((message, index) => ({ ...message, content: texts[index]! }));
  const passages = raw.passages.map(({ id, title, score }, index) => {
    const at = raw.messages.length + 2 * index;
    return { id, ...(title === undefined ? {} : { title: texts[at]! }), text: texts[at + 1]!, score };
  });
  const question = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  return { question, messages, passages, redactions };
};

const replaceAll = (
  text: string,
  findings: readonly Finding[],
  placeholderFor: (finding: Finding, value: string) => string,
): string => {
  const pieces: string[] = [];
  let read = 0;
  for (const finding of findings) {
    const value = text.slice(finding.start, finding.end);
    pieces.push(text.slice(read, finding.start), placeholderFor(finding, value));
    read = finding.end;
  }
  return pieces.join('') + text.slice(read);
};

/** Hands out placeholders, one for each distinct value. */
const registerValues = (texts: readonly string[], found: readonly Finding[][]) => {
  const taken = new Set(
    texts.flatMap((text) => findPlaceholders(text, maskedTypes).map(({ placeholder }) => placeholder)),
  );
  const people = recognisePeople(
    found.map((findings, part) =>
      findings
        .filter(({ entity }) => entity === 'PERSON')
        .map(({ start, end }) => texts[part]!.slice(start, end)),
    ),
  );
  const byKey = new Map<string, VaultEntry>();
  const last = new Map<string, number>();
  const nextNumber = (type: string): number => {
    let number = (last.get(type) ?? 0) + 1;
    while (taken.has(placeholderOf(type, number))) number += 1;
    last.set(type, number);
    return number;
  };
  const placeholderFor = ({ entity }: Finding, value: string, part: number): string => {
    const identity = entity === 'PERSON' ? people.keyOf(value, part) : identityOf(entity, value);
    const key = `${entity} ${identity}`;
    const known = byKey.get(key);
    if (known) return known.placeholder;
    const placeholder = placeholderOf(entity, nextNumber(entity));
    const original = entity === 'PERSON' ? people.fullNameOf(identity) : value;
    byKey.set(key, { placeholder, type: entity, original });
    return placeholder;
  };
  return { placeholderFor, entries: () => [...byKey.values()] };
};

/** Types whose values mean the same with other separators or in other case. */
const looselyWritten: ReadonlySet<EntityType> = new Set<EntityType>([
  'EMAIL_ADDRESS',
  'CREDIT_CARD',
  'IBAN_CODE',
  'US_SSN',
  'US_ITIN',
  'UK_NHS',
  'UK_NINO',
  'IN_AADHAAR',
  'IN_PAN',
  'PHONE_NUMBER',
  'MAC_ADDRESS',
]);

const identityOf = (entity: EntityType, value: string): string => {
  if (entity === 'EMAIL_ADDRESS') return value.toLowerCase();
  return looselyWritten.has(entity) ? value.toLowerCase().replace(/[^\p{L}\p{N}+]/gu, '') : value;
};

const countByType = (entries: readonly VaultEntry[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { type } of entries) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
};
