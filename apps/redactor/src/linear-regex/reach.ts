import type { Node } from './syntax.ts';

/** The most characters that a node can take; infinite where there is no bound. */
export const longestOf = (node: Node): number => {
  switch (node.type) {
    case 'character':
      return 1;
    case 'sequence':
      return node.items.reduce((sum, item) => sum + longestOf(item), 0);
    case 'either':
      return Math.max(...node.items.map(longestOf));
    case 'repeat': {
      const once = longestOf(node.item);
      return once === 0 || node.max === 0 ? 0 : once * node.max;
    }
    default:
      return 0;
  }
};
