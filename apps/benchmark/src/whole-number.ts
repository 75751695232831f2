import { InvalidArgumentError } from 'commander';

/** Reads an option's whole number, both bounds included. Throws an InvalidArgumentError that names them. */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const end = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`;
    throw new InvalidArgumentError(`A whole number from ${least}${end} is wanted.`);
  };
