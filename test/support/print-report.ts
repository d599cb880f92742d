/** What benchmarks and chaos runs print: the machine, the figures, and with --json one last line for programs. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describeMachine } from "../../src/ops/describe-machine.ts";

/** A report always has the baseline it was measured beside, in the same run. */
export function printReport(name: string, figures: Readonly<Record<string, unknown>>, isJson: boolean): void {
  const machine = describeMachine();
  process.stdout.write(`${name} on ${machine.cores} x ${machine.cpu}, Node ${machine.node}, ${machine.commit}\n`);
  for (const [key, value] of Object.entries(figures)) {
    const text = JSON.stringify(value);
    process.stdout.write(`  ${key.padEnd(26)} ${text}\n`);
  }
  if (isJson) process.stdout.write(`${JSON.stringify({ name, figures, machine })}\n`);
}

/** `p` in 0..100, of unsorted values; two decimals. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.max(0, Math.ceil((p / 100) * sorted.length) - 1));
  return Math.round((sorted[at] ?? 0) * 100) / 100;
}

/** Megabytes of a process and everything below it, each page counted once where the system tells. */
export function memoryOfTree(pid: number): { readonly ownMb: number; readonly childrenMb: number } {
  const parents = readParents();
  const isBelow = (each: number): boolean => {
    const parent = parents.get(each);
    return parent !== undefined && parent > 1 && (parent === pid || isBelow(parent));
  };
  const children = [...parents.keys()].filter(isBelow);
  const sum = children.reduce((total, each) => total + memoryOf(each), 0);
  return { ownMb: Math.round(memoryOf(pid)), childrenMb: Math.round(sum) };
}

function memoryOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    return Number(/^Pss:\s+(\d+)/mu.exec(text)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function readParents(): Map<number, number> {
  const text = execFileSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" });
  return new Map(
    text
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/u).map(Number) as [number, number]),
  );
}
