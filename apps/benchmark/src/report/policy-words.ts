/** What is done where passages bring nothing to a question or cannot carry an answer, in the words of the docs. */
export const sufficiencyWords = ({
  abstain,
  drop,
}: {
  abstain?: boolean | undefined;
  drop?: boolean | undefined;
}): string => [...(drop ? ['drop'] : []), ...(abstain ? ['abstain'] : [])].join(', ') || 'annotate';
