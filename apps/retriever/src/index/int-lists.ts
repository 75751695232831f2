/**
 * Lists of whole numbers between typed arrays and Postgres, as text: pg would make an object of each element
 * on the way, which costs some fifty times as much.
 */

/** An array literal of Postgres, such as `{1,2}`. */
export const writeInts = (values: Int32Array | Float64Array): string => `{${values.join(',')}}`;

const comma = 0x2c;
const zero = 0x30;

/**
 * Reads an array of Postgres as it is cast to text into `into`, from `at` on; returns where it ends. The
 * numbers are not negative.
 */
export const readInts = (literal: string, into: Int32Array | Float64Array, at = 0): number => {
  if (literal.length <= 2) return at;
  let end = at;
  let value = 0;
  for (let index = 1; index < literal.length - 1; index += 1) {
    const unit = literal.charCodeAt(index);
    if (unit === comma) {
      into[end] = value;
      end += 1;
      value = 0;
    } else {
      value = value * 10 + unit - zero;
    }
  }
  into[end] = value;
  return end + 1;
};
