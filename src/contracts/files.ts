/** Files that go to buyers or came from them: kept once a shop under their SHA-256, judged by their bytes alone. */
import type {
  AgentId,
  Branded,
  ChannelAccountId,
  ConversationId,
  Instant,
  MessageId,
  OutboundId,
  ShopId,
} from "./ids.ts";
import type { KeptPart, Part, Speaker } from "./message.ts";

export type UploadId = Branded<"UploadId">;

/** The largest file we take, to send or to show. */
export const MAX_FILE_BYTES = 20_000_000;
/** With one reply. */
export const MAX_FILES = 10;
/** What buyers may be sent: nothing of it runs anywhere. */
export const SENDABLE_TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"] as const;
/** What a browser may show in place of offering it as a download. */
export const SHOWN_TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp", "audio/ogg", "audio/mpeg"] as const;
/** Of a file whose bytes begin like nothing we know. */
export const UNKNOWN_TYPE = "application/octet-stream";

/** What a channel can carry beside text, as data. All of it is looked at before anything is sent. */
export interface FileCapabilities {
  /** As people call the channel: it stands in the error that names its limit. */
  readonly label: string;
  readonly maxBytes: number;
  readonly maxPerMessage: number;
  readonly maxBytesPerMessage: number;
  /** Of the text that stands with files; a longer one goes before them. In UTF-16 units. */
  readonly maxTextLength: number;
  /** Names how a file is shown; files that are shown alike go together, in their order. */
  groupOf(file: KeptPart): string;
}

/** What somebody has put beside a reply that is not sent yet. */
export interface FileUpload {
  readonly uploadId: UploadId;
  readonly file: KeptPart;
}

export interface NewUpload {
  readonly uploadId: UploadId;
  readonly agentId: AgentId;
  readonly name: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

/** A part of a message that is a file, and where its bytes are, if we have them. */
export interface MessageFile {
  readonly conversationId: ConversationId;
  readonly accountId: ChannelAccountId;
  readonly speaker: Speaker;
  readonly part: Part | KeptPart;
  readonly kept: KeptPart | null;
}

export interface FilePlace {
  readonly messageId: MessageId;
  /** Among the message's parts, from 0. */
  readonly position: number;
}

export interface FileStore {
  /** The same id again changes nothing and gives what is there. "no-room": the shop keeps as much as it may. */
  keepUpload(shopId: ShopId, upload: NewUpload): Promise<FileUpload | "no-room">;
  /** In the order asked for; those that are not there, or somebody else's, are left out. */
  findUploads(shopId: ShopId, agentId: AgentId, uploadIds: readonly UploadId[]): Promise<readonly FileUpload[]>;
  removeUpload(shopId: ShopId, agentId: AgentId, uploadId: UploadId): Promise<void>;
  findInMessage(shopId: ShopId, place: FilePlace): Promise<MessageFile | null>;
  /** What a channel fetched of a buyer's message. False: the shop keeps as much as it may, or it was forgotten meanwhile. */
  keepReceived(
    shopId: ShopId,
    place: FilePlace,
    file: { readonly name: string; readonly mediaType: string; readonly content: Uint8Array },
  ): Promise<boolean>;
  /** What was sent in this thread under that id, and nothing else. */
  findInThread(
    shopId: ShopId,
    thread: { readonly accountId: ChannelAccountId; readonly threadKey: string },
    sent: { readonly outboundId: OutboundId; readonly position: number },
  ): Promise<KeptPart | null>;
  /** Chunk by chunk; ends early when the file is gone. */
  read(shopId: ShopId, sha256: string): AsyncIterable<Uint8Array>;
  /** Removes uploads of before that moment, and whatever no message and no upload refers to. Returns how many files. */
  sweep(shopId: ShopId, before: Instant): Promise<number>;
}

/** What a browser is given. */
export interface OpenedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/** A file as its platform gave it. Not one of these is a fault. */
export type FetchedFile =
  | { readonly kind: "fetched"; readonly name: string | null; readonly content: Uint8Array }
  | { readonly kind: "too-large" }
  | { readonly kind: "gone" }
  | { readonly kind: "unreachable" };
