/** Counts the terms of texts into a field. A word is taken apart once and looked up ever after: words repeat. */
import { countTerms, type Field, type Token } from "../analyse-text.ts";
import { createGramTable, createWordTable, detachWords, packGrams } from "./term-table.ts";
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
  readonly #termsOf = new Map<string, Uint32Array>();
  /** Of the text at hand: how often it holds each term, and which terms it holds. */
  #counts = new Uint32Array(1_024);
  #touched = new Uint32Array(1_024);
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
    let size = 0;
    for (const token of tokens) {
      const terms = this.#readToken(token);
      for (let at = 0; at < terms.length; at += 2) {
        const id = terms[at] as number;
        const count = this.#counts[id] as number;
        if (count === 0) {
          this.#touched[size] = id;
          size += 1;
        }
        this.#counts[id] = count + (terms[at + 1] as number);
      }
    }
    const postings = set === "passages" ? this.#passages : this.#questions;
    for (let at = 0; at < size; at += 1) {
      const id = this.#touched[at] as number;
      postings.add(id, document, this.#counts[id] as number);
      this.#counts[id] = 0;
    }
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

  /** Number and count in turn. */
  #readToken(token: Token): Uint32Array {
    const known = this.#termsOf.get(token.text);
    if (known !== undefined) return known;
    const counts = countTerms([token], this.#language, this.#kind);
    const terms = new Uint32Array(counts.size * 2);
    let at = 0;
    for (const [term, count] of counts) {
      terms[at] = this.idOf(term);
      terms[at + 1] = count;
      at += 2;
    }
    this.#makeRoom();
    if (token.text.length <= MAX_REMEMBERED_LENGTH) this.#termsOf.set(token.text, terms);
    return terms;
  }

  #makeRoom(): void {
    if (this.#ids.size <= this.#counts.length) return;
    const room = this.#ids.size * 2;
    const counts = new Uint32Array(room);
    counts.set(this.#counts);
    this.#counts = counts;
    const touched = new Uint32Array(room);
    touched.set(this.#touched);
    this.#touched = touched;
  }

  *finish(): Generator<void, TextField> {
    this.#termsOf.clear();
    const texts = Array.from(this.#ids.keys());
    this.#ids.clear();
    yield;
    const terms = this.#kind === "words" ? createWordTable(detachWords(texts)) : createGramTable(packGrams(texts));
    yield;
    const passages = yield* this.#passages.finish(terms.size);
    const questions = yield* this.#questions.finish(terms.size);
    yield;
    return {
      terms,
      passages,
      questions,
      ...(yield* countOwners({ passages, questions }, this.#owners)),
      bankLengths: sumBanks(questions.lengths, this.#owners.questionOwners),
    };
  }
}
