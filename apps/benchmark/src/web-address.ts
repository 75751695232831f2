import { InvalidArgumentError } from 'commander';

/** Reads an option's address. Throws an InvalidArgumentError for one that is no web address. */
export const webAddress = (text: string): string => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('An address with http:// or https:// is wanted.');
};
