/** Past forms of common English verbs, each with its infinitive: "When did he leave?" - "He left in May." */
const pairs = `arose arise ate eat became become began begin begun begin bit bite blew blow bought buy bound bind
bred breed broke break broken break brought bring built build burnt burn came come caught catch chose choose
chosen choose cost cost crept creep dealt deal drank drink drawn draw drew draw driven drive drove drive dug dig
fallen fall fed feed fell fall felt feel fled flee flew fly forbade forbid forgot forget forgotten forget fought
fight found find froze freeze gave give given give gone go got get grew grow grown grow heard hear held hold hid
hide hidden hide kept keep knew know known know laid lay led lead left leave lent lend lost lose made make meant
mean met meet paid pay ran run rang ring risen rise rode ride rose rise said say sang sing sank sink sat sit saw
see seen see sent send shaken shake shook shake shot shoot shown show slept sleep slid slide sold sell sought
seek spent spend spoke speak spoken speak spun spin stole steal stolen steal stood stand struck strike stuck
stick swam swim swore swear taken take taught teach thought think threw throw thrown throw told tell took take
tore tear torn tear understood understand went go woke wake won win wore wear worn wear written write wrote write`;

const words = pairs.split(/\s+/);

const infinitives: ReadonlyMap<string, string> = new Map(
  words.flatMap((past, at) => (at % 2 === 0 ? [[past, words[at + 1] ?? past] as const] : [])),
);

/** The infinitive of an irregular past form; any other word as it is. Lower case. */
export const infinitiveOf = (word: string): string => infinitives.get(word) ?? word;
