/** A supergroup with topics as the fake's platform remembers it. */

export interface GroupMessage {
  readonly messageId: number;
  /** A person's id, or "bot". */
  readonly from: number | "bot";
  /** Null in the general topic. */
  readonly topic: number | null;
  text: string;
  buttons: readonly { readonly label: string; readonly data: string }[];
  entities: readonly Record<string, unknown>[];
  /** The file_id of what was sent beside or instead of a text. */
  readonly file: string | null;
  readonly replyTo: number | null;
  readonly asksReply: boolean;
  reaction: string | null;
  isEdited: boolean;
  isDeleted: boolean;
}

export interface Topic {
  readonly id: number;
  name: string;
  isOpen: boolean;
  isDeleted: boolean;
}

export interface Member {
  readonly id: number;
  readonly name: string;
  status: "creator" | "administrator" | "member" | "left";
}

export interface Group {
  id: number;
  readonly title: string;
  isForum: boolean;
  readonly bot: { status: "administrator" | "member" | "left" | "kicked"; mayManageTopics: boolean };
  readonly members: Map<number, Member>;
  readonly topics: Map<number, Topic>;
  readonly messages: GroupMessage[];
  /** Set when the group was moved: the old id answers with the new one. */
  movedTo: number | null;
  /** When posts were taken, for the limit of 20 a minute; null: nobody counts. */
  readonly postedAt: number[];
  maxPostsPerMinute: number | null;
}
