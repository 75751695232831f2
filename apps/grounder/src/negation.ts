const negations =
  /\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot|unable|fail(?:s|ed)?)\b|\b\p{L}+n['’]t\b/giu;

/** How often a text negates something. `not only` does not count: it negates nothing. */
export const negationsIn = (text: string): number =>
  [...text.matchAll(negations)].filter(
    (found) => !/^\s+only\b/i.test(text.slice(found.index + found[0].length)),
  ).length;
