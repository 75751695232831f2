export type Asked = {
  /** Only those of one group can go out together. */
  group: string;
  /** Their order in a group. */
  key: string;
  /** How many messages of the group may be under way at once; the same for all of a group. */
  lanes: number;
};

/** An answer, and how many callers were answered together with this one, itself included. */
export type Shared<Answer> = { answer: Answer; of: number };

export type Gathering<One extends Asked, Answer> = {
  /** Rejects with what `send` throws. */
  ask(one: One): Promise<Shared<Answer>>;
};

export type GatheringOptions<One extends Asked, Answer> = {
  /** Sends what several ask as one, in this order; resolves to one answer each. */
  send(asked: One[]): Promise<Answer[]>;
  /** What failed for all may have been one caller's fault only: each is sent again by itself. */
  isOnes(thrown: unknown): boolean;
};

/** Most that go out together. */
const mostAtOnce = 100;

/** After so long without an end one more goes than there are lanes: what is under way may itself wait, for a lock. */
const patienceMs = 50;

/**
 * Callers of a group who ask in one turn of the event loop go out together, and so do those who ask while others are being
 * answered. Who finds a lane free goes at the turn's end, so nobody waits without need; and the more there are, the fewer
 * messages they take: each of those wakes a backend and commits, whatever it carries. The keys order what goes out, so that
 * two processes lock the same rows in the same order.
 */
export const createGathering = <One extends Asked, Answer>(
  options: GatheringOptions<One, Answer>,
): Gathering<One, Answer> => {
  const groups = new Map<string, Group<One, Answer>>();
  return {
    ask: (one) => {
      let group = groups.get(one.group);
      if (group === undefined) {
        group = createGroup(options, one.lanes, () => groups.delete(one.group));
        groups.set(one.group, group);
      }
      return group(one);
    },
  };
};

type Group<One, Answer> = (one: One) => Promise<Shared<Answer>>;

type Waiting<One, Answer> = {
  one: One;
  resolve(answer: Shared<Answer>): void;
  reject(thrown: unknown): void;
};

const createGroup = <One extends Asked, Answer>(
  { send, isOnes }: GatheringOptions<One, Answer>,
  lanes: number,
  whenIdle: () => void,
): Group<One, Answer> => {
  const waiting: Waiting<One, Answer>[] = [];
  let underWay = 0;
  let impatient: NodeJS.Timeout | undefined;
  /** Somebody has asked in this turn. */
  let isAsked = false;

  const go = (least: number): void => {
    clearTimeout(impatient);
    impatient = undefined;
    // Each lane takes its share of those who wait.
    const share = Math.min(mostAtOnce, Math.ceil(waiting.length / lanes));
    for (let free = Math.max(least, lanes - underWay); free > 0 && waiting.length > 0; free -= 1) {
      void carry(waiting.splice(0, share).sort(byKey));
    }
    if (waiting.length > 0) impatient = setTimeout(go, patienceMs, 1);
    else if (underWay === 0) whenIdle();
  };

  const carry = async (all: Waiting<One, Answer>[]): Promise<void> => {
    underWay += 1;
    try {
      const answers = await send(all.map(({ one }) => one));
      for (const [index, { resolve }] of all.entries()) {
        resolve({ answer: answers[index] as Answer, of: all.length });
      }
    } catch (thrown) {
      if (all.length > 1 && isOnes(thrown)) for (const each of all) void carry([each]);
      else for (const { reject } of all) reject(thrown);
    } finally {
      underWay -= 1;
      go(0);
    }
  };

  const endTurn = (): void => {
    isAsked = false;
    // They may have gone meanwhile, with an answer that came.
    if (waiting.length > 0 && (underWay < lanes || impatient === undefined)) go(0);
  };

  return (one) =>
    new Promise((resolve, reject) => {
      waiting.push({ one, resolve, reject });
      if (!isAsked) setImmediate(endTurn);
      isAsked = true;
    });
};

const byKey = (a: { one: Asked }, b: { one: Asked }): number =>
  a.one.key < b.one.key ? -1 : Number(a.one.key > b.one.key);
