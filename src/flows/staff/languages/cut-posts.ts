/** What is to be told as posts of the length that a platform takes. */
import type { StaffBlock, StaffCapabilities, StaffFile } from "../../../contracts/staff-desk.ts";
import type { NewStaffPost } from "../../../contracts/staff-store.ts";
import { splitText } from "../../../outbox/split-text.ts";

/** For a heading, and the mark of what may stand there twice. */
const ROOM_FOR_HEADING = 160;

/** Cut to what the platform takes; files go behind their words, one by one. */
export function cutPosts(
  cause: string,
  kind: "message" | "note",
  {
    blocks,
    files,
    limits,
  }: {
    readonly blocks: readonly StaffBlock[];
    readonly files: readonly StaffFile[];
    readonly limits: StaffCapabilities;
  },
): readonly NewStaffPost[] {
  const pieces = blocks.flatMap(({ heading, text }) =>
    splitText(text, limits.maxTextLength - ROOM_FOR_HEADING).map((piece, at) => ({
      heading: at === 0 ? heading : null,
      text: piece,
    })),
  );
  return [
    ...pieces.map((block, at): NewStaffPost => {
      return { cause: at === 0 ? cause : `${cause}:${at}`, kind, blocks: [block], files: [] };
    }),
    ...files.map((file, at): NewStaffPost => ({ cause: `${cause}:file:${at}`, kind, blocks: [], files: [file] })),
  ];
}
