/** How a kind of document is written in the tables of the search. */
import type { DocumentKind } from "../../contracts/search.ts";

export const CODE_OF: Readonly<Record<DocumentKind, number>> = { conversation: 1, contact: 2, note: 3, article: 4 };

/** Documents in a row of `search_posting`: as many as its column has bits. */
export const BLOCK_SIZE = 256;
