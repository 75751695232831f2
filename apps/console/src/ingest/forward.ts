import { detached, type Log } from '@rollcall/telemetry';

const SECOND = 1000;
const MEBIBYTE = 1024 * 1024;

const timeoutMs = 10 * SECOND;
/** Losses are reported together, at most this often. */
const reportEveryMs = 60 * SECOND;

export type Forwarder = {
  /** Queues a body; drops and counts it where the queue is full. Never throws, never waits. */
  forward(body: Uint8Array): void;
  /** Bodies sent and dropped since the start. */
  counts(): { sent: number; dropped: number };
  /** Sends what is queued, no longer than `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
};

export type ForwarderOptions = {
  /** Another OTLP endpoint's address for traces, `http(s)://host:port/v1/traces`. */
  url: string;
  log: Log;
  /** Most bytes that wait. Default 32 MiB. */
  maxBytes?: number;
};

/**
 * Passes received requests on to Jaeger, Tempo or any other collector, as they came. Best effort: one at
 * a time, tried once, bounded in memory; a collector that is away costs its copy and nothing else.
 */
export const openForwarder = ({ url, log, maxBytes = 32 * MEBIBYTE }: ForwarderOptions): Forwarder => {
  const queue: Uint8Array[] = [];
  let bytes = 0;
  let sent = 0;
  let dropped = 0;
  let reported = { at: 0, dropped: 0 };
  let running: Promise<void> | undefined;
  const stopping = new AbortController();

  const drop = (): void => {
    dropped += 1;
    if (Date.now() - reported.at < reportEveryMs) return;
    log.warn('spans not forwarded', { requests: dropped - reported.dropped });
    reported = { at: Date.now(), dropped };
  };

  const send = async (body: Uint8Array): Promise<void> => {
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), stopping.signal]);
    const headers = { 'content-type': 'application/json' };
    const accepted = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' }).then(
      async (response) => {
        await response.body?.cancel();
        return response.ok;
      },
      () => false,
    );
    if (accepted) sent += 1;
    else drop();
  };

  const sendAll = async (): Promise<void> => {
    for (let body = queue.shift(); body !== undefined; body = queue.shift()) {
      await send(body);
      bytes -= body.byteLength;
    }
    running = undefined;
  };

  return {
    forward: (body) => {
      if (stopping.signal.aborted || bytes + body.byteLength > maxBytes) return drop();
      queue.push(body);
      bytes += body.byteLength;
      running ??= detached(sendAll);
    },
    counts: () => ({ sent, dropped }),
    stop: async (deadlineMs) => {
      const cut = setTimeout(() => stopping.abort(), deadlineMs);
      await running;
      clearTimeout(cut);
    },
  };
};
