/** Makes one segment of several, without what was taken away and without analysing anything again. */
import type { ArticleKey } from "../../contracts/ids.ts";
import { createCollectors, finishCollectors, layOut, type Segment } from "./build-segment.ts";
import type { TermCollector } from "./collect-terms.ts";
import { bytesOfEntry, joinEntries } from "./entry-store.ts";
import type { Postings, TextField } from "./text-field.ts";

interface Survivor {
  readonly segment: Segment;
  readonly at: number;
  readonly key: ArticleKey;
}

/** Terms between two stops. */
const STRETCH = 5_000;

/** All of one language, in the order in which their entries are to stand. */
export function* mergeSegments(language: string, segments: readonly Segment[]): Generator<void, Segment> {
  const survivors: Survivor[] = segments.flatMap((segment) =>
    segment.keys.flatMap((key, at) => (key === null ? [] : [{ segment, at, key }])),
  );
  const sizes = (starts: "passageStarts" | "questionStarts") =>
    survivors.map(({ segment, at }) => (segment[starts][at + 1] ?? 0) - (segment[starts][at] ?? 0));
  const layout = layOut(
    survivors.map(({ key }) => key),
    sizes("passageStarts"),
    sizes("questionStarts"),
    Uint16Array.from(survivors, ({ segment, at }) => segment.examples[at] ?? 0),
  );
  const store = joinEntries(
    language,
    survivors.map(({ segment, at }) => bytesOfEntry(segment.store, at)),
  );
  yield;
  const collectors = createCollectors(language, layout);
  let bases = { passages: 0, questions: 0 };
  for (const segment of segments) {
    const places = {
      passages: placesAfter(segment, "passageStarts", bases.passages),
      questions: placesAfter(segment, "questionStarts", bases.questions),
    };
    for (const spelling of ["plain", "folded"] as const) {
      const [from, to] = [segment[spelling], collectors[spelling]];
      if (from === null || to === null) continue;
      for (const kind of ["words", "grams"] as const) yield* copyField(from[kind], to[kind], places);
    }
    bases = { passages: places.passages.next, questions: places.questions.next };
  }
  return { language, ...layout, store, ...(yield* finishCollectors(collectors)) };
}

interface Places {
  /** Where each old document goes, or -1. */
  readonly of: Int32Array;
  readonly next: number;
}

function placesAfter(segment: Segment, starts: "passageStarts" | "questionStarts", first: number): Places {
  const of = new Int32Array(segment[starts].at(-1) ?? 0).fill(-1);
  let next = first;
  for (const [at, key] of segment.keys.entries()) {
    if (key === null) continue;
    for (let old = segment[starts][at] ?? 0, end = segment[starts][at + 1] ?? 0; old < end; old += 1) {
      of[old] = next;
      next += 1;
    }
  }
  return { of, next };
}

function* copyField(
  field: TextField,
  collector: TermCollector,
  places: Readonly<Record<"passages" | "questions", Places>>,
): Generator<void, void> {
  for (let term = 0; term < field.terms.size; term += 1) {
    // Terms that nobody living uses drop out here.
    if ((field.entryHolders[term] ?? 0) > 0) {
      const id = collector.idOf(field.terms.at(term));
      for (const set of ["passages", "questions"] as const) {
        copyPostings(field[set], term, places[set].of, (document, count) =>
          collector.addPosting(set, id, document, count),
        );
      }
    }
    if (term % STRETCH === STRETCH - 1) yield;
  }
}

function copyPostings(
  { starts, documents, counts }: Postings,
  term: number,
  places: Int32Array,
  take: (document: number, count: number) => void,
): void {
  for (let read = starts[term] ?? 0, end = starts[term + 1] ?? 0; read < end; read += 1) {
    const place = places[documents[read] ?? 0] ?? -1;
    if (place >= 0) take(place, counts[read] ?? 0);
  }
}
