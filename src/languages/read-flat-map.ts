/** Reads YAML that is one flat map, keeping the line of each entry so that a fault can be found in the file. */
import { isMap, isScalar, LineCounter, parseDocument } from "yaml";

export interface TextFault {
  readonly line: number;
  readonly message: string;
}

export interface FlatMap {
  readonly entries: readonly { readonly key: string; readonly value: unknown; readonly line: number }[];
  readonly faults: readonly TextFault[];
}

export function readFlatMap(text: string): FlatMap {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const faults = document.errors.map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    message: error.message,
  }));
  if (!isMap(document.contents)) {
    return {
      entries: [],
      faults: faults.length > 0 ? faults : [{ line: 1, message: "expected a map of names to texts" }],
    };
  }
  const entries = document.contents.items.map((pair) => {
    const { key, value } = pair;
    const line = isScalar(key) && key.range ? lines.linePos(key.range[0]).line : 1;
    return { key: isScalar(key) ? String(key.value) : "", value: toPlain(value), line };
  });
  return { entries, faults };
}

function toPlain(node: unknown): unknown {
  return node !== null && typeof node === "object" && "toJSON" in node && typeof node.toJSON === "function"
    ? node.toJSON()
    : node;
}
