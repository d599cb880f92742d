/** Files as one or more messages of a platform: in their order, shown alike together, within its limits. */
import type { FileCapabilities } from "../contracts/files.ts";
import type { KeptPart } from "../contracts/message.ts";

export function groupFiles(files: readonly KeptPart[], limits: FileCapabilities): readonly (readonly KeptPart[])[] {
  const groups: KeptPart[][] = [];
  for (const file of files) {
    const last = groups.at(-1);
    if (last && fitsBeside(last, file, limits)) last.push(file);
    else groups.push([file]);
  }
  return groups;
}

function fitsBeside(group: readonly KeptPart[], file: KeptPart, limits: FileCapabilities): boolean {
  const [first] = group;
  const bytes = group.reduce((sum, each) => sum + each.bytes, file.bytes);
  const isAlike = first === undefined || limits.groupOf(first) === limits.groupOf(file);
  return isAlike && group.length < limits.maxPerMessage && bytes <= limits.maxBytesPerMessage;
}
