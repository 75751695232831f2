import { scalarOf } from './scalar.ts';

type Scalar = string | number | boolean | null;

/** Fields of a front matter that are scalars or lists of scalars, and the text behind it. */
export type FrontMatter = { fields: Record<string, Scalar | Scalar[]>; body: string };

const block = /(?<![\s\S])---[ \t]*\r?\n([\s\S]*?)^(?:---|\.\.\.)[ \t]*\r?$\n?/m;
const field = /^([\p{L}_][\p{L}\p{N}_ -]*):(?:[ \t]+(.*))?$/u;
const item = /^[ \t]*-[ \t]+(.*)$/;

/**
 * Takes the YAML front matter off a Markdown text, where it has one. Read are scalars and lists of scalars, in
 * YAML's core schema; a field of another form (a map, a text over several lines) is left out.
 */
export const readFrontMatter = (text: string): FrontMatter => {
  const found = block.exec(text);
  if (found === null || !isYaml(found[1] ?? '')) return { fields: {}, body: text };
  const fields = new Map<string, Scalar | Scalar[]>();
  let open: string | undefined;
  for (const line of (found[1] ?? '').split(/\r?\n/)) {
    const listed = open === undefined ? null : item.exec(line);
    if (listed !== null && open !== undefined) {
      const list = fields.get(open);
      fields.set(open, [...(Array.isArray(list) ? list : []), yamlScalar(listed[1] ?? '')]);
      continue;
    }
    const [, name, value = ''] = field.exec(line) ?? [];
    open = name !== undefined && value.trim() === '' ? name : undefined;
    if (name === undefined || open !== undefined || isBeyondUs(value)) continue;
    fields.set(name, isFlowList(value) ? flowList(value) : yamlScalar(value));
  }
  return { fields: Object.fromEntries(fields), body: text.slice(found[0].length) };
};

/** A text may also begin with a thematic break, which is written the same way. */
const isYaml = (text: string): boolean => {
  const first = text.split('\n').find((line) => !/^\s*(?:#.*)?$/.test(line));
  return first === undefined || field.test(first.trimEnd());
};

/** Flow maps, block texts, anchors, aliases and tags. */
const isBeyondUs = (value: string): boolean => /^(?:[{|>&*!]|\[.*[[{])/.test(value);

const isFlowList = (value: string): boolean => /^\[[^\]]*\][ \t]*(?:#.*)?$/.test(value);

const flowList = (value: string): Scalar[] =>
  (value.slice(1, value.lastIndexOf(']')).match(/[ \t]*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,]+)/g) ?? [])
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map(yamlScalar);

const words = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['~', null],
  ['', null],
]);

const yamlScalar = (given: string): Scalar => {
  const value = given.trim();
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(value)?.[1];
  if (double !== undefined)
    return double.replace(/\\(.)/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped));
  const single = /^'((?:[^']|'')*)'/.exec(value)?.[1];
  if (single !== undefined) return single.replaceAll("''", "'");
  const plain = value.replace(/(?:^|[ \t]+)#.*$/, '');
  const word = words.get(plain.toLowerCase());
  return word === undefined ? scalarOf(plain) : word;
};
