import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Who the server runs as. Without `uid`: this process's own user. */
export type RunAs = { name?: string; uid?: number; gid?: number };

type PasswdEntry = { name: string; uid: number; gid: number };

const PREFERRED = ['postgres', 'nobody', 'daemon'];

/**
 * The user that the server runs as when this process is root, which Postgres refuses to run as. It must
 * stand in `/etc/passwd`, because `initdb` looks its name up: the owner of the data folder, if there is
 * one already, else `postgres`, `nobody`, `daemon` or the first other user. Undefined where root is alone.
 */
export const chooseUser = (passwd: string, ownerUid?: number): PasswdEntry | undefined => {
  const users = passwd.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    const entry = { name: name ?? '', uid: Number(uid), gid: Number(gid) };
    return name && entry.uid > 0 && entry.gid > 0 ? [entry] : [];
  });
  const owner = users.find(({ uid }) => uid === ownerUid);
  const preferred = PREFERRED.flatMap((wanted) => users.filter(({ name }) => name === wanted));
  return owner ?? preferred[0] ?? users[0];
};

/** True where every folder on the way down to `folder` (which need not exist) may be passed by the user. */
export const canReach = async (folder: string, user: { uid: number; gid: number }): Promise<boolean> => {
  for (let at = folder; ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found !== undefined) {
      const shift = found.uid === user.uid ? 6 : found.gid === user.gid ? 3 : 0;
      if (((found.mode >> shift) & 1) === 0) return false;
    }
    if (at === dirname(at)) return true;
  }
};
