/** What the program and the child process with the native index say to each other. */

/** What the child holds for one shop; `contentHash` is over ids and numbers, so equal content is not built twice. */
export interface IndexHead {
  readonly shopId: string;
  readonly dimension: number;
  readonly count: number;
  readonly contentHash: string;
}

/** Numbers travel as 32 bit floats, row after row: the index keeps no more, and JSON would take ten times as long. */
export type VectorRequest =
  | { readonly kind: "begin"; readonly requestId: number; readonly head: IndexHead }
  | {
      readonly kind: "points";
      readonly requestId: number;
      readonly passageIds: readonly string[];
      readonly floats: Float32Array;
    }
  | { readonly kind: "commit"; readonly requestId: number }
  | { readonly kind: "drop"; readonly requestId: number; readonly shopId: string }
  | {
      readonly kind: "search";
      readonly requestId: number;
      readonly shopId: string;
      readonly vector: Float32Array;
      readonly limit: number;
    };

export type VectorReply =
  /** Sent once, after everything that was saved for this model has been read. */
  | { readonly kind: "ready"; readonly heads: readonly IndexHead[]; readonly unreadable: number }
  | { readonly kind: "done"; readonly requestId: number; readonly isSaved: boolean }
  | {
      readonly kind: "hits";
      readonly requestId: number;
      readonly passageIds: readonly string[];
      readonly similarities: readonly number[];
    }
  | { readonly kind: "failed"; readonly requestId: number; readonly fault: string };
