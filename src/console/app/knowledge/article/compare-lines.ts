/** What changed between two texts, line by line: the longest common run of lines stays (Hunt and McIlroy's table, plain). */

export interface ComparedLine {
  readonly kind: "same" | "added" | "removed";
  readonly line: string;
}

/** A table of more cells than this would be felt while reading; then the whole text counts as new. */
const MAX_CELLS = 1_000_000;

export function compareLines(before: string, after: string): readonly ComparedLine[] {
  const old = before === "" ? [] : before.split("\n");
  const now = after === "" ? [] : after.split("\n");
  if (old.length * now.length > MAX_CELLS) return [...mark("removed", old), ...mark("added", now)];
  const lengths = measure(old, now);
  const compared: ComparedLine[] = [];
  let at = 0;
  let to = 0;
  while (at < old.length && to < now.length) {
    const line = old[at] ?? "";
    if (line === now[to]) {
      compared.push({ kind: "same", line });
      at += 1;
      to += 1;
    } else if ((lengths[at + 1]?.[to] ?? 0) >= (lengths[at]?.[to + 1] ?? 0)) {
      compared.push({ kind: "removed", line });
      at += 1;
    } else {
      compared.push({ kind: "added", line: now[to] ?? "" });
      to += 1;
    }
  }
  return [...compared, ...mark("removed", old.slice(at)), ...mark("added", now.slice(to))];
}

/** The length of the longest common run of what is left from each pair of places on. */
function measure(old: readonly string[], now: readonly string[]): readonly Uint32Array[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  for (let at = old.length - 1; at >= 0; at -= 1) {
    const row = lengths[at];
    const below = lengths[at + 1];
    if (!row || !below) continue;
    for (let to = now.length - 1; to >= 0; to -= 1) {
      row[to] = old[at] === now[to] ? 1 + (below[to + 1] ?? 0) : Math.max(below[to] ?? 0, row[to + 1] ?? 0);
    }
  }
  return lengths;
}

function mark(kind: ComparedLine["kind"], lines: readonly string[]): readonly ComparedLine[] {
  return lines.map((line) => ({ kind, line }));
}
