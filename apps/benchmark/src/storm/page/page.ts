import type { StormReport } from '../storm-report.ts';

export const stormPage = (report: StormReport): string => `<!doctype html><p>${report.verdict}`;
