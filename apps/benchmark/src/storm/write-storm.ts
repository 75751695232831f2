import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pointLatest } from '../report/write-report.ts';
import { stormPage } from './page/page.ts';
import type { StormReport } from './storm-report.ts';

/** Nobody but the owner reads what the command leaves. */
const ownerOnly = 0o600;
const ownerOnlyFolder = 0o700;

/** Writes `storm.json` and `storm.html` under `<out>/<id>/` and points `<out>/latest` there; returns the folder. */
export const writeStorm = async (out: string, report: StormReport): Promise<string> => {
  const folder = join(out, report.id);
  await mkdir(folder, { recursive: true, mode: ownerOnlyFolder });
  const texts = {
    'storm.json': `${JSON.stringify(report, null, 1)}\n`,
    'storm.html': stormPage(report),
  };
  for (const [file, text] of Object.entries(texts)) {
    const path = join(folder, file);
    await writeFile(path, text, { mode: ownerOnly });
    await chmod(path, ownerOnly);
  }
  await pointLatest(join(out, 'latest'), folder, Object.keys(texts));
  return folder;
};
