import { projectTests } from '@rollcall/testing/vitest';

export default projectTests({ servers: true });
