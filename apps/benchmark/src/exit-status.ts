/** What the command's exit status says. */
export const exitStatus = {
  complete: 0,
  /** A gate failed, or the command itself did. */
  failed: 1,
  usage: 2,
  /** Some row failed, was lost or is open. */
  incomplete: 3,
} as const;
