/**
 * English words that say nothing about what a text is about. Question words are among them, because an
 * answer does not repeat them, titles, and negations, which negation.ts looks at.
 */
export const stopWords: ReadonlySet<string> = new Set(
  `a about above after again all also although am an and any are aren't as at be because been before being
  below between both but by can could did do does doing down during each either else etc even ever every few
  for from further had has have having he he's hence her here here's hers herself him himself his how how's i
  i'd i'll i'm i've if in indeed into is it it's its itself just let let's like many may me might more moreover
  most much must my myself namely of off often on once one only onto or other others ought our ours ourselves
  out over own per perhaps quite rather re really same shall she she's should since so some such than that
  that's the their theirs them themselves then there there's therefore these they they're this those though
  through thus to too toward towards under until up upon us various very via was we we're well were what
  what's when when's where where's whether which while who who's whom whose why why's will with within would
  yes not no nor never none cannot isn't wasn't weren't don't doesn't didn't won't wouldn't can't couldn't shouldn't
  yet you you're your yours yourself yourselves s t d ll m o ve
  mr mrs ms dr prof sir according based given mention mentioned mentions please tell say says said stated`.split(
    /\s+/,
  ),
);
