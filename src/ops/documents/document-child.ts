/** The process that reads foreign documents: one at a time, and it may be killed at any moment. */
import type { ForeignDocument } from "../../contracts/document.ts";
import { decodeDocument } from "./decode-document.ts";
import { refuse } from "./refuse.ts";

process.on("message", (document: ForeignDocument) => {
  void decodeDocument(document)
    // Whatever a parser throws is said by the document.
    .catch(() => refuse("damaged"))
    .then((outcome) => process.send?.(outcome));
});
process.on("disconnect", () => process.exit(0));
