/** What an answer calls the texts that it was given. */
const given =
  '(?:(?:provided|given|available|retrieved|supplied|above|numbered|listed|cited) )*(?:sources?|documents?|passages?|context|texts?|articles?|excerpts?|materials?|snippets?|information|references?|search results?|knowledge base|data)(?: (?:provided|given|available|above|I have|supplied))?';
const hold =
  '(?:contain|include|mention|provide|specify|say|state|have|give|answer|address|discuss|indicate|offer|cover|reveal|describe|explain|list|tell|show|support|identify|disclose|clarify)';
const not = "(?:do|does|did|could|can|is|are|was|were|has|have)(?: not|n't)";

/**
 * Phrasings by which a model declines, each bounded so that the search stays linear. What may stand around one
 * is anything but letters and digits; `\W` would be every letter that is not ASCII, too.
 */
const refusals: readonly RegExp[] = [
  new RegExp(`\\b${given} (?:that I have )?${not}(?: \\w+){0,2} ${hold}`, 'i'),
  new RegExp(`\\b(?:none|neither) of (?:the |these )?${given}(?: \\w+){0,2} ${hold}`, 'i'),
  new RegExp(
    `\\b${not}(?: \\w+){0,3} (?:mentioned|specified|stated|provided|found|given|covered|discussed|included|addressed|available|contained|listed|answered|determined)\\b[^.]{0,60}\\b(?:in|by|from|within) (?:any of )?(?:the |these |this )?${given}`,
    'i',
  ),
  new RegExp(
    `\\bno (?:\\w+ ){0,3}(?:information|mention|answer|evidence|details?|data|indication|reference)\\b[^.]{0,80}\\b(?:in|by|from|within) (?:any of )?(?:the |these |this )?${given}`,
    'i',
  ),
  /\b(?:there is|there's|I have|I found|I see|contains?|provides?|has|have) (?:no|not enough|insufficient|not sufficient)(?: \w+){0,2} (?:information|answer|mention|evidence|details?|data|context)\b/i,
  /\b(?:I|we) (?:do not|don't|did not|didn't) (?:know|have (?:any |enough |the |sufficient |that |this |access)|find|see any)\b/i,
  /\b(?:I|we) (?:cannot|can't|can not|could not|couldn't|am not able to|'m not able to|are not able to|am unable to|are unable to|was unable to)(?: \w+)? (?:answer|find|determine|provide|tell|say|help|assist|confirm|locate|give|identify)\b/i,
  /\bI(?:'m| am) (?:not sure|unsure|unable to|not able to|not aware|not certain)\b/i,
  /\b(?:cannot|can't|can not|could not|couldn't) be (?:answered|determined|found|established|inferred|derived|concluded)\b/i,
  /\b(?:insufficient|not enough|inadequate) (?:information|context|data|evidence|detail)\b/i,
  /^[^\p{L}\p{N}_]*(?:unanswerable|unknown|not answerable|no answer(?: found| available)?|not (?:found|mentioned|specified|stated|available|given|provided)|n\/a|none)[^\p{L}\p{N}_]*$/iu,
  /^[^\p{L}\p{N}_]*(?:I(?:'m| am) (?:very |so )?sorry|sorry|unfortunately),? (?:but )?(?:I|we|the|there|no)\b[^.]{0,80}\b(?:not|no|unable|cannot|can't|n't)\b/iu,
];

/** What follows a turn such as `but`: a sentence may decline first and claim something then. */
const turn = /[,;]? \b(?:but|however|although|though|nevertheless|yet|only)\b(?<rest>[^.]*)/i;

const plainApostrophes = (text: string): string => text.replace(/[’ʼ]/g, "'");

/**
 * True for a sentence that says that the sources hold no answer, or that the writer has none. A sentence
 * that goes on with a claim (`..., but the contract ends in May`) is no refusal.
 */
export const isRefusal = (sentence: string): boolean => {
  const text = plainApostrophes(sentence).replace(/\s+/g, ' ');
  const found = refusals.map((form) => form.exec(text)).find((match) => match !== null);
  if (!found) return false;
  const rest = turn.exec(text.slice(found.index + found[0].length))?.groups?.rest ?? '';
  return (rest.match(/\p{L}+/gu) ?? []).length < 4 || refusals.some((form) => form.test(rest));
};

const fillers: readonly RegExp[] = [
  /^[^\p{L}\p{N}_]*(?:sure|certainly|of course|absolutely|okay|ok|thanks?(?: you)?|thank you for [^.!]{0,60}|you're welcome|great question|good question|hello|hi|hey)[^\p{L}\p{N}_]*$/iu,
  /^[^\p{L}\p{N}_]*(?:here (?:is|are|'s)|here's|below (?:is|are)|the following|these (?:are|include)|this is what|based on|according to|in summary|to summarize|in short|in conclusion)\b[^.]{0,120}:[^\p{L}\p{N}_]*$/iu,
  /^[^\p{L}\p{N}_]*(?:[\p{L}\p{N}'-]+ ){0,3}[\p{L}\p{N}'-]+:[^\p{L}\p{N}_]*$/u,
  /^[^\p{L}\p{N}_]*(?:based on|according to) (?:the |these |this |your )?(?:provided |given |numbered |available )*(?:sources?|documents?|passages?|context|information|texts?)[,:.]?[^\p{L}\p{N}_]*$/iu,
  /\b(?:I hope (?:this|that) helps|let me know if|feel free to|do not hesitate to|don't hesitate to|is there anything else|happy to help|glad to help|if you have (?:any )?(?:other|more|further) questions|would you like (?:me|to)|do you (?:want|need|have)|can you (?:please )?(?:clarify|provide|specify|tell)|could you (?:please )?(?:clarify|provide|specify|tell))\b/i,
];

/** True for a sentence that says nothing which a source could bear out: a courtesy, a lead-in, a question back. */
export const isFiller = (sentence: string): boolean => {
  const text = plainApostrophes(sentence).replace(/\s+/g, ' ');
  return !/[\p{L}\p{N}]/u.test(text) || fillers.some((form) => form.test(text));
};
