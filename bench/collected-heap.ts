import { setTimeout as pause } from 'node:timers/promises';

/** Where Node.js listens for a debugger after SIGUSR1. One process at a time can. */
const inspector = 'http://127.0.0.1:9229';

/**
 * The JavaScript heap of a running Node.js process after a full collection, in bytes: what it holds, without the
 * garbage that it has not yet looked for. Asks over the inspector, which is open only meanwhile. Throws where
 * another process has the inspector's port.
 */
export const collectedHeap = async (pid: number): Promise<number> => {
  process.kill(pid, 'SIGUSR1');
  const socket = new WebSocket(await findSocket());
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  try {
    const reached = await evaluate(socket, 'process.pid');
    if (reached !== pid) throw new Error(`process ${reached} listens on ${inspector}`);
    // What a finalizer lets go is collected the next time.
    for (let times = 0; times < 3; times += 1) await call(socket, 'HeapProfiler.collectGarbage');
    const { usedSize } = await call(socket, 'Runtime.getHeapUsage');
    await evaluate(socket, `setTimeout(() => process.getBuiltinModule('inspector').close(), 20)`);
    return usedSize as number;
  } finally {
    socket.close();
    await closed();
  }
};

const targets = async (): Promise<{ webSocketDebuggerUrl: string }[]> =>
  (await fetch(`${inspector}/json/list`)).json() as Promise<{ webSocketDebuggerUrl: string }[]>;

const findSocket = async (): Promise<string> => {
  for (let times = 0; times < 100; times += 1) {
    const found = await targets().catch(() => []);
    if (found[0] !== undefined) return found[0].webSocketDebuggerUrl;
    await pause(50);
  }
  throw new Error('the process opens no inspector');
};

const closed = async (): Promise<void> => {
  for (let times = 0; times < 100; times += 1) {
    await pause(50);
    if ((await targets().catch(() => undefined)) === undefined) return;
  }
};

const evaluate = async (socket: WebSocket, expression: string): Promise<unknown> => {
  const { result } = await call(socket, 'Runtime.evaluate', { expression });
  return (result as { value?: unknown }).value;
};

let lastId = 0;

const call = (socket: WebSocket, method: string, params = {}): Promise<Record<string, unknown>> => {
  lastId += 1;
  const id = lastId;
  return new Promise((resolve) => {
    const hear = ({ data }: MessageEvent): void => {
      const message = JSON.parse(String(data)) as { id?: number; result: Record<string, unknown> };
      if (message.id !== id) return;
      socket.removeEventListener('message', hear);
      resolve(message.result);
    };
    socket.addEventListener('message', hear);
    socket.send(JSON.stringify({ id, method, params }));
  });
};
