import type { StormReport } from '../storm/storm-report.ts';
export const renderStorm = (r: StormReport, folder: string) =>
  JSON.stringify({ ...r, samples: r.samples.length, folder }, null, 1);
