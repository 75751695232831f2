import { clockOffsetMs } from './config.ts';

// A test component: loaded before a service's own code (`node --import`) it makes the service's clock wrong by
// FAULTS_CLOCK_OFFSET_MS. Timers and `performance.now()` are left alone: they do not tell the time.

const offset = clockOffsetMs();
const RightDate = globalThis.Date;

class SkewedDate extends RightDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(RightDate.now() + offset);
    else super(...(given as [string]));
  }

  static override now(): number {
    return RightDate.now() + offset;
  }
}

globalThis.Date = SkewedDate as DateConstructor;
