import type { Dataset, TestDocument } from '../dataset/read-dataset.ts';

/**
 * So many documents of a dataset, from the start again where it has fewer; a repeated one has an id of its own
 * (`case-0001#2`).
 */
export const repeatDocuments = (dataset: Dataset, count: number): TestDocument[] =>
  Array.from({ length: count }, (_, index) => {
    const document = dataset.documents[index % dataset.documents.length] as TestDocument;
    const round = Math.floor(index / dataset.documents.length) + 1;
    return round === 1 ? document : { ...document, id: `${document.id}#${round}` };
  });
