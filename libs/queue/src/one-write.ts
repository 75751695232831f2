import { Redis } from 'ioredis';

/**
 * A client whose commands of one turn of the event loop go out in one write. ioredis writes each by itself: a system call
 * here and a wake-up there, for each of the eight jobs that a chunk of replies sets going. What is sent, in which order,
 * and what becomes of it stay as they are; a duplicate, such as the one that BullMQ's workers block on, is a plain client.
 */
export class OneWriteRedis extends Redis {
  #held: Redis['stream'] | undefined;

  override sendCommand(...sent: Parameters<Redis['sendCommand']>): unknown {
    this.#hold(this.stream);
    return super.sendCommand(...sent);
  }

  /** Keeps back what is written to a socket until this turn ends. */
  #hold(socket: Redis['stream'] | undefined): void {
    if (socket === undefined || socket === this.#held) return;
    this.#held = socket;
    socket.cork();
    setImmediate(() => {
      socket.uncork();
      if (this.#held === socket) this.#held = undefined;
    });
  }
}
