export { type Binaries, packagedFolder, usableBinaries } from './binaries.ts';
export type { ChildEnd, ChildSpec } from './child.ts';
export { type ChildEvent, type Children, type ChildrenOptions, startChildren } from './children.ts';
export { type DataHome, dataHome, removePostgresData } from './data-home.ts';
export { claimPortBase, DEFAULT_PORT_BASE, freePort, isPortFree, type PortClaim } from './ports.ts';
export { type PostgresOptions, type PostgresServer, startPostgres } from './postgres-server.ts';
export { readPrivateFile, writePrivateFile } from './private-file.ts';
export { isAlive, type ProcessIdentity } from './process-identity.ts';
export { chooseUser, type RunAs } from './run-as.ts';
export { keepSecrets, type Secrets } from './secrets.ts';
export {
  type ServiceSpec,
  type Stack,
  type StackContext,
  type StackOptions,
  type StackProgress,
  startStack,
} from './stack.ts';
export { readStackFile, type StackFile } from './stack-file.ts';
export { type ServiceStatus, type StackStatus, stackStatus } from './stack-status.ts';
export { stopStack } from './stack-stop.ts';
