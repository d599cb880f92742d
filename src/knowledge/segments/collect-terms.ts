/** Counts the terms of texts into a field. A word is taken apart once and looked up ever after: words repeat. */
import { countTerms, type Field, type Token } from "../analyse-text.ts";
import { createGramTable, createWordTable, packGrams } from "./term-table.ts";
import { countOwners, PostingsBuilder, sumBanks, type TextField } from "./text-field.ts";

export interface DocumentOwners {
  readonly passageOwners: Uint16Array;
  readonly questionOwners: Uint16Array;
}

/** Runs of scripts without spaces are as good as never the same twice. */
const MAX_REMEMBERED_LENGTH = 24;

export class TermCollector {
  readonly #language: string;
  readonly #kind: Field;
  readonly #owners: DocumentOwners;
  readonly #ids = new Map<string, number>();
  readonly #termsOf = new Map<string, readonly [id: number, count: number][]>();
  readonly #passages: PostingsBuilder;
  readonly #questions: PostingsBuilder;

  constructor(language: string, kind: Field, owners: DocumentOwners) {
    this.#language = language;
    this.#kind = kind;
    this.#owners = owners;
    this.#passages = new PostingsBuilder(owners.passageOwners.length);
    this.#questions = new PostingsBuilder(owners.questionOwners.length);
  }

  addText(set: "passages" | "questions", document: number, tokens: readonly Token[]): void {
    const counts = new Map<number, number>();
    for (const token of tokens) {
      for (const [id, count] of this.#readToken(token)) counts.set(id, (counts.get(id) ?? 0) + count);
    }
    const postings = set === "passages" ? this.#passages : this.#questions;
    for (const [id, count] of counts) postings.add(id, document, count);
  }

  addPosting(set: "passages" | "questions", term: number, document: number, count: number): void {
    (set === "passages" ? this.#passages : this.#questions).add(term, document, count);
  }

  idOf(term: string): number {
    const known = this.#ids.get(term);
    if (known !== undefined) return known;
    this.#ids.set(term, this.#ids.size);
    return this.#ids.size - 1;
  }

  #readToken(token: Token): readonly [id: number, count: number][] {
    const known = this.#termsOf.get(token.text);
    if (known !== undefined) return known;
    const counts = countTerms([token], this.#language, this.#kind);
    const terms = Array.from(counts, ([term, count]): [number, number] => [this.idOf(term), count]);
    if (token.text.length <= MAX_REMEMBERED_LENGTH) this.#termsOf.set(token.text, terms);
    return terms;
  }

  *finish(): Generator<void, TextField> {
    this.#termsOf.clear();
    const texts = Array.from(this.#ids.keys());
    this.#ids.clear();
    yield;
    const terms = this.#kind === "words" ? createWordTable(texts) : createGramTable(packGrams(texts));
    yield;
    const passages = yield* this.#passages.finish(terms.size);
    const questions = yield* this.#questions.finish(terms.size);
    yield;
    return {
      terms,
      passages,
      questions,
      ...countOwners({ passages, questions }, this.#owners),
      bankLengths: sumBanks(questions.lengths, this.#owners.questionOwners),
    };
  }
}
