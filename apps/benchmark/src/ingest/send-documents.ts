import { Failure, type FailureDetails } from '@rollcall/failures';
import { type Batch, batchesOf, type Entry } from './batches.ts';
import { type BatchReport, type IngestTarget, type Patience, postDocuments } from './post-documents.ts';
import type { Meter, Place, Sourced } from './source.ts';

const MINUTE = 60_000;

/** A document that is not in the collection, and why. `id` is null where it could not be read. */
export type FailedDocument = {
  place: Place;
  id: string | null;
  code: string;
  message: string;
  details?: FailureDetails | undefined;
};

/** What became of the documents. `failed` counts them; `onFailed` is told of each. */
export type SentTotals = Omit<BatchReport, 'failed'> & { failed: number };

export type SendOptions = {
  /** Requests under way at the same time. */
  atOnce?: number;
  /** How long a request that fails is tried again; milliseconds. */
  patienceMs?: number;
  /** Aborted: no further batch is sent. */
  signal?: AbortSignal | undefined;
  onFailed?: ((failed: FailedDocument) => void) | undefined;
  /** Told before the first batch and after each; `waiting` where the gateway has to be asked again. */
  onProgress?: ((now: SendProgress) => void) | undefined;
};

export type SendProgress = { totals: SentTotals; readBytes: number; waiting: boolean };

/** Enough to keep the gateway's services busy while the next batches are read and sent. */
const usuallyAtOnce = 3;
const usualPatienceMs = 2 * MINUTE;

/**
 * Sends documents to the gateway in batches, a few at once. Documents of the same id are stored in the source's
 * order: the batch of the later one waits for the earlier one's. No further document is read than can be sent.
 * Throws what the source throws, `service.unavailable`, `ingest.refused`; what was sent by then stays.
 */
export const sendDocuments = async (
  target: IngestTarget,
  source: { documents: AsyncIterable<Sourced>; meter: Meter },
  options: SendOptions = {},
): Promise<SentTotals> => {
  const sender = new Sender(target, options);
  const atOnce = options.atOnce ?? usuallyAtOnce;
  const underWay = new Set<{ ids: Set<string>; done: Promise<void> }>();
  sender.tell(false);
  try {
    for await (const batch of batchesOf(source.documents, source.meter)) {
      const ids = new Set(batch.entries.map(({ id }) => id));
      while (underWay.size >= atOnce) await Promise.race([...underWay].map(({ done }) => done));
      for (const before of underWay) if ([...ids].some((id) => before.ids.has(id))) await before.done;
      if (options.signal?.aborted || sender.hasFailed) break;
      const sending = { ids, done: sender.send(batch).finally(() => underWay.delete(sending)) };
      underWay.add(sending);
    }
  } finally {
    await Promise.all([...underWay].map(({ done }) => done));
  }
  return sender.result();
};

/** Sends batches and adds up what became of them; the first failure of a whole batch is kept, and ends it all. */
class Sender {
  readonly #target: IngestTarget;
  readonly #options: SendOptions;
  readonly #patience: Patience;
  readonly #totals: SentTotals = {
    documents: 0,
    passages: 0,
    unchanged: 0,
    cleaned: { documents: 0, nul: 0, surrogates: 0, control: 0 },
    failed: 0,
  };
  #readBytes = 0;
  #failure: unknown;

  constructor(target: IngestTarget, options: SendOptions) {
    this.#target = target;
    this.#options = options;
    this.#patience = {
      forMs: options.patienceMs ?? usualPatienceMs,
      signal: options.signal,
      onWait: () => this.tell(true),
    };
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Never rejects: `result` throws. */
  async send({ entries, unreadable, readBytes }: Batch): Promise<void> {
    for (const { place, failure } of unreadable) this.#addFailed({ place, id: null, ...failure.toRecord() });
    try {
      await this.#post(entries);
    } catch (thrown) {
      this.#failure ??= thrown;
    }
    this.#readBytes = Math.max(this.#readBytes, readBytes);
    this.tell(false);
  }

  /** A body that is too large for the gateway is sent in halves; a document that is, by itself, has failed. */
  async #post(entries: Entry[]): Promise<void> {
    const [first] = entries;
    if (first === undefined) return;
    const report = await postDocuments(this.#target, entries, this.#patience);
    if (report !== undefined) return this.#add(report, entries);
    if (entries.length === 1) {
      const record = new Failure('document.too_large').toRecord();
      return this.#addFailed({ place: first.place, id: first.id, ...record });
    }
    const half = Math.ceil(entries.length / 2);
    await this.#post(entries.slice(0, half));
    await this.#post(entries.slice(half));
  }

  #add({ failed, cleaned, ...counts }: BatchReport, entries: Entry[]): void {
    const totals = this.#totals;
    totals.documents += counts.documents;
    totals.passages += counts.passages;
    totals.unchanged += counts.unchanged;
    totals.cleaned.documents += cleaned.documents;
    totals.cleaned.nul += cleaned.nul;
    totals.cleaned.surrogates += cleaned.surrogates;
    totals.cleaned.control += cleaned.control;
    for (const { position, id, code, message, details } of failed) {
      const entry = entries[position - 1];
      const place = entry?.place ?? { file: '' };
      this.#addFailed({
        place,
        id: id ?? entry?.id ?? null,
        code,
        message,
        details: details as FailureDetails,
      });
    }
  }

  #addFailed(failed: FailedDocument): void {
    this.#totals.failed += 1;
    this.#options.onFailed?.(failed);
  }

  tell(waiting: boolean): void {
    this.#options.onProgress?.({ totals: this.#totals, readBytes: this.#readBytes, waiting });
  }

  result(): SentTotals {
    if (this.#failure !== undefined) throw this.#failure;
    return this.#totals;
  }
}
