import { Failure } from '@rollcall/failures';

/** Puts together what arrives in parts; what grows over the limit is counted and not held. */
export class ByteParts {
  readonly #most: number;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  push(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#most) this.#parts = [];
    else this.#parts.push(part);
  }

  /** All since the last time, or `document.too_large`. */
  take(): Buffer | Failure {
    const isTooLarge = this.#bytes > this.#most;
    const bytes = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    return isTooLarge ? new Failure('document.too_large', { details: { limitBytes: this.#most } }) : bytes;
  }
}
