/** Goes into each weights file: what it was derived from, and under which licences. */
export const notice =
  'Weights derived from AttributionBench (Apache-2.0), BEGIN (CC BY 4.0; its Topical-Chat part CDLA-Sharing-1.0), WiCE (annotations ODC-BY, Wikipedia text CC BY-SA), SummEdits (Apache-2.0), HaluEval (MIT), SQuAD 2.0 (CC BY-SA 4.0) and mt-rag-benchmark (Apache-2.0). They hold no text of these sets. See NOTICE.';

/** The same for the evidence model. */
export const evidenceNotice =
  'Weights derived from SQuAD 2.0 (CC BY-SA 4.0), CLAPNQ (Apache-2.0) and mt-rag-benchmark (Apache-2.0). They hold no text of these sets. See NOTICE.';
