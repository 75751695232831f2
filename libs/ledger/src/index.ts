export { advance, type LiveRow, readLive } from './advance.ts';
export { type Closing, close } from './close.ts';
export { type Closings, readClock, readClosings } from './closings.ts';
export { readCollectionPolicy } from './collection-policy.ts';
export { type Discarded, discardJobs } from './discard-jobs.ts';
export { type EndCode, endCodes, endedRows, endRun } from './end-run.ts';
export { enqueueAgain, enqueueTraced } from './enqueue.ts';
export { bookJudgeCall, correctJudgeTokens, type JudgeCall } from './judge-budget.ts';
export {
  type Expectation,
  expect,
  type NewRow,
  type NewRun,
  nameTrace,
  openRows,
  openRun,
  type RowRequest,
  stillEnqueuing,
} from './open.ts';
export {
  type ExpectationView,
  type JudgeAccount,
  type Progress,
  type RowView,
  type RunView,
  readClosed,
  readExpectations,
  readProgress,
  readRow,
  readRows,
  readRun,
  readRuns,
} from './read.ts';
export { type Reopened, reopen } from './reopen.ts';
export { type Resumable, replayable, resumable, resume } from './resume.ts';
export { type ClosedStatus, closedStatuses, type RowStatus } from './states.ts';
export {
  judge,
  type Remedy,
  type Suspect,
  type SweepReport,
  type SweepRules,
  sweep,
  sweepRules,
} from './sweep.ts';
export { keepSweeping, type SweepLoop } from './sweep-loop.ts';
