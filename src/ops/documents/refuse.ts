/** The one sentence for each reason why a document was not taken. */
import type { DecodeOutcome, DocumentFault } from "../../contracts/document.ts";

const HINTS: Readonly<Record<DocumentFault, string>> = {
  "too-large": "It is larger than 20 MB; split it into smaller files.",
  "unknown-kind": "It is no Markdown, HTML, PDF, DOCX, CSV or plain text; export it as one of these.",
  damaged: "It cannot be read: it is damaged, or not what its name says; export it again.",
  encrypted: "It is protected by a password; save it without one.",
  "expands-too-much": "Unpacked it would be far too large; save it without embedded files, or as PDF.",
  "too-slow": "Reading it took longer than 30 seconds; split it into smaller files.",
  "too-much-memory": "Reading it took too much memory; split it into smaller files.",
  "no-text": "It holds no text that can be read; a scan must go through text recognition first.",
  "no-question-column":
    "It has no column of questions and one of answers; name them question and answer in the first line.",
};

export function refuse(fault: DocumentFault): Extract<DecodeOutcome, { kind: "refused" }> {
  return { kind: "refused", fault, hint: HINTS[fault] };
}
