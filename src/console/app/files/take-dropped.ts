/** Files that are pasted or dropped; words go their usual way. */
import type { ClipboardEvent, DragEvent } from "react";
import type { Uploads } from "./use-uploads.ts";

export function takePasted(event: ClipboardEvent, uploads: Uploads): void {
  const { files } = event.clipboardData;
  if (files.length === 0) return;
  event.preventDefault();
  uploads.add(files);
}

/** For the element into which files may fall. */
export function dropTarget(uploads: Uploads) {
  const mark = (event: DragEvent<HTMLElement>, isOver: boolean) =>
    event.currentTarget.toggleAttribute("data-dropping", isOver);
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return {
    onDragOver(event: DragEvent<HTMLElement>) {
      if (!hasFiles(event)) return;
      event.preventDefault();
      mark(event, true);
    },
    onDragLeave: (event: DragEvent<HTMLElement>) => void mark(event, false),
    onDrop(event: DragEvent<HTMLElement>) {
      mark(event, false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      uploads.add(event.dataTransfer.files);
    },
  };
}
