/**
 * One of the packages of `bench/peers/package.json`. Nobody else installs them, so no compiler sees their types: the
 * caller says what it takes of a package. Throws where the peers are not installed.
 */
export const loadPeer = (name: string): Promise<unknown> => import(name);
