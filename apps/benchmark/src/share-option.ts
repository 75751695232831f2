import { InvalidArgumentError } from 'commander';

/** Reads an option's number from 0 to 1. Throws an InvalidArgumentError for any other. */
export const shareOf = (text: string): number => {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('A number from 0 to 1 is wanted.');
};
