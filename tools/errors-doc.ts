import { catalogue } from '@rollcall/failures';

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** `docs/errors.md`, from the catalogue. */
export const errorsDoc = (): string => {
  const groups = Map.groupBy(Object.entries(catalogue), ([code]) => code.split('.')[0] ?? '');
  const tables = [...groups].map(([group, entries]) => {
    const rows = entries.map(
      ([code, entry]) =>
        `| \`${code}\` | ${entry.status} | ${entry.retryable ? 'yes' : 'no'} | ${cell(entry.message)} | ${cell(entry.remedy)} |`,
    );
    return [
      `## ${group}`,
      '',
      '| code | status | retryable | what happened | what to do |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n');
  });
  return [
    '# Errors',
    '',
    '<!-- Generated from libs/failures/src/catalogue.ts by `node tools/write-errors-doc.ts`; do not edit. -->',
    '',
    'Every failure has one code. The same code stands in the row (`failure_code`), the span (`error.type`),',
    'the log line (`code`), the metric (`rollcall_failures_total{code=...}`) and the HTTP answer:',
    '',
    '```json',
    '{"error": {"code": "model.unavailable", "message": "...", "stage": "generate", "retryable": true, "traceId": "..."}}',
    '```',
    '',
    'Messages are fixed texts: they never carry a value from a request or a document.',
    '',
    tables.join('\n\n'),
    '',
  ].join('\n');
};
