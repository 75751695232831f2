/** One line of Prometheus' text format. */
export type Metric = { name: string; labels: Record<string, string>; value: number };

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+\d+)?$/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

const unescaped = (text: string): string => text.replace(/\\(.)/g, (_all, one) => (one === 'n' ? '\n' : one));

/**
 * Reads Prometheus' text format (exposition format 0.0.4): the samples of the metrics that are wanted. Lines of
 * another form are left out.
 */
export const readMetrics = (text: string, wanted: ReadonlySet<string>): Metric[] =>
  text.split('\n').flatMap((each) => {
    const found = line.exec(each);
    const [, name, labels = '', value = ''] = found ?? [];
    if (name === undefined || !wanted.has(name)) return [];
    const number = value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value);
    if (Number.isNaN(number)) return [];
    return [
      {
        name,
        value: number,
        labels: Object.fromEntries(
          [...labels.matchAll(label)].map(([, key = '', text = '']) => [key, unescaped(text)]),
        ),
      },
    ];
  });
