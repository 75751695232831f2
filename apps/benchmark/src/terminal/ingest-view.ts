import type { FailedDocument, SentTotals } from '../ingest/send-documents.ts';
import { renderTable } from './table.ts';

const counted = (count: number, thing: string): string =>
  `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;

const placeOf = ({ file, line }: FailedDocument['place']): string =>
  line === undefined ? file : `${file}:${line}`;

/** Why a document failed, in what may be shown of it: names of fields, a rule, a limit. */
const reasonOf = ({ details }: FailedDocument): string =>
  Object.entries(details ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    .join('; ');

/** Documents that failed, a line each. */
export const renderFailures = (failures: FailedDocument[], width: number): string =>
  renderTable(
    [
      { title: 'where', flexible: true },
      { title: 'id', flexible: true },
      { title: 'code' },
      { title: 'why', flexible: true },
    ],
    failures.map((failed) => [placeOf(failed.place), failed.id ?? '', failed.code, reasonOf(failed)]),
    width,
  );

/** What became of the documents, in a sentence or two. */
export const renderTotals = (totals: SentTotals, seconds: number): string => {
  const { documents, passages, unchanged, cleaned, failed } = totals;
  const rate = seconds > 0 ? Math.round(passages / seconds) : 0;
  const speed = passages > 0 ? ` in ${seconds.toFixed(1)} s, ${rate.toLocaleString('en')} passages/s` : '';
  const units = cleaned.nul + cleaned.surrogates + cleaned.control;
  return [
    `${counted(documents, 'document')} written (${counted(passages, 'passage')}${speed}), ${unchanged.toLocaleString('en')} unchanged, ${failed.toLocaleString('en')} failed.`,
    ...(cleaned.documents === 0
      ? []
      : [
          `${counted(units, 'character')} in ${counted(cleaned.documents, 'document')} replaced to make the text safe: ${cleaned.nul} NUL, ${cleaned.surrogates} halves of surrogate pairs, ${cleaned.control} other control characters.`,
        ]),
  ].join('\n');
};
