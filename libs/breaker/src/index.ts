export {
  type Breaker,
  type BreakerOptions,
  breakerRules,
  createBreaker,
  type Heard,
  type Pass,
} from './breaker.ts';
export {
  type BreakerEvent,
  type BreakerRules,
  type BreakerState,
  closedBreaker,
  type Evaluated,
  evaluateBreaker,
} from './evaluate.ts';
