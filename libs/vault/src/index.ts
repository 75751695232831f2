export { type KeyRing, parseKeyRing } from './key-ring.ts';
export { type FoundPlaceholder, findPlaceholders, placeholderOf, type VaultEntry } from './placeholder.ts';
export { type Restored, restore, type TextRange } from './restore.ts';
export { createRestorer, type Restorer } from './restorer.ts';
export { type Binding, open, type Sealed, seal } from './seal.ts';
export { deleteEntries, deleteExpired, putEntries, readEntries } from './store.ts';
