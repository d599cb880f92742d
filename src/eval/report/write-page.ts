/** TODO */
import type { Machine } from "../../ops/describe-machine.ts";
export function writePage(_: unknown): string {
  return "";
}
