/** What the page of the search and the server say to each other. Types only. */
import type { SearchGroup } from "../../contracts/search.ts";
import type { MessageView } from "../console-api.ts";

/** Kinds that have something, in the order in which they are shown. */
export interface SearchView {
  readonly groups: readonly SearchGroup[];
}

/** A conversation as it was, to be read: the newest messages, oldest first. */
export interface TranscriptView {
  readonly conversationId: string;
  readonly messages: readonly MessageView[];
  readonly isCut: boolean;
}
