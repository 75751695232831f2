import { projectTests } from '@rollcall/testing/vitest';

export default projectTests({ timeoutMs: 20_000 });
