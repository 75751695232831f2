import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { Failure } from '@rollcall/failures';
import type { RedactionPolicy } from '@rollcall/pipeline';
import { exitStatus } from '../exit-status.ts';
import { interrupted } from '../interrupted.ts';
import { countByType } from '../redaction/marked-text.ts';
import { readPolicyFile } from '../redaction/policy-file.ts';
import { askForPreview, type Preview, policyOfCollection } from '../redaction/preview.ts';
import { previewPage } from '../redaction/preview-page.ts';
import { writePrivately } from '../redaction/private-output.ts';
import { findGateway } from '../session.ts';
import { withService } from '../stack/with-service.ts';
import { renderPreview } from '../terminal/preview-view.ts';
import type { CommandContext } from './context.ts';

export type RedactOptions = {
  /** Mask as this collection's policy says. */
  collection?: string;
  /** Mask as this file says. */
  policy?: string;
  /** A file for a page that shows it. */
  html?: string;
  /** Print the masked text and nothing else. */
  apply?: boolean;
  json?: boolean;
};

/**
 * `rollcall redact <file|->`: what masking would replace in a text, and by what. It is masking itself, dry: nothing
 * is stored, so that what `--apply` prints cannot be restored. Asks the running stack's redactor, or one that is
 * started for it.
 */
export const redactCommand = async (
  context: CommandContext,
  file: string,
  options: RedactOptions,
): Promise<number> => {
  const { signal } = interrupted();
  const text = await readText(file);
  const policy = await choosePolicy(context, options);
  const preview =
    policy === undefined
      ? { text, findings: [] }
      : await withService(context, { name: 'redactor' }, signal, (redactor) =>
          askForPreview(redactor, text, policy),
        );
  if (policy === undefined) context.note('The policy of this collection is not to mask.');
  const name = file === '-' ? 'standard input' : basename(file);
  if (options.html !== undefined) await writePrivately(options.html, previewPage(name, text, preview));
  context.print(printed(text, preview, options));
  return exitStatus.complete;
};

const printed = (text: string, preview: Preview, { apply, json }: RedactOptions): string => {
  if (json) {
    const findings = preview.findings.map((each) => ({ ...each, value: text.slice(each.start, each.end) }));
    return JSON.stringify({ counts: countByType(preview), findings, text: preview.text });
  }
  // The command ends its output with a line end of its own.
  if (apply) return preview.text.replace(/\n$/, '');
  return renderPreview(text, preview, process.stdout);
};

const readText = async (file: string): Promise<string> => {
  if (file === '-') return readAll(process.stdin);
  return readFile(file, 'utf8').catch((thrown) => {
    throw new Failure('dataset.not_found', { cause: thrown, details: { file: basename(file) } });
  });
};

/** Undefined where the collection is not masked. */
const choosePolicy = async (
  { config }: CommandContext,
  { collection, policy }: RedactOptions,
): Promise<RedactionPolicy | undefined> => {
  if (policy !== undefined) return readPolicyFile(policy);
  if (collection === undefined) return {};
  return policyOfCollection(await findGateway(config), collection);
};
