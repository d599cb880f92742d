/** The widget's HTTP contract: everything that crosses between the browser and these routes, as types alone. */
import type { Language } from "../../src/contracts/language.ts";
import type { Choice, Source } from "../../src/contracts/message.ts";

/** Header that carries the visitor's credential; never a cookie, never a URL. */
export type SessionHeader = "x-dragoman-session";

/** One line of the thread as the feed keeps it. */
export type WidgetEntry =
  | {
      readonly kind: "buyer";
      readonly clientMessageId: string;
      readonly text: string;
      readonly choiceId: string | null;
      readonly at: number;
    }
  | {
      readonly kind: "message";
      readonly outboundId: string;
      readonly speaker: "assistant" | "agent" | "notice";
      readonly speakerName: string | null;
      readonly text: string;
      readonly language: Language;
      readonly choices: readonly Choice[];
      readonly sources: readonly Source[];
      /** Each is at GET /files with the message's id and its place in this list. */
      readonly files?: readonly WidgetFile[];
      readonly at: number;
    };

export interface WidgetFile {
  readonly name: string;
  readonly bytes: number;
  readonly isImage: boolean;
}

/** Told to whoever looks on right now, and kept nowhere. */
export type WidgetHint =
  | { readonly kind: "typing" }
  | { readonly kind: "draft"; readonly outboundId: string; readonly text: string };

/**
 * Events of GET /events, by name: `entry` (id = cursor, data = WidgetEntry), `ready` (caught up), `reset` (the cursor
 * belongs to another life of the thread: forget everything, a replay follows), `typing`, `draft` (data = WidgetHint).
 */
export type WidgetEventName = "entry" | "ready" | "reset" | "typing" | "draft";

export interface OpenSessionReply {
  readonly token: string;
}

/** Body of POST /messages. `label` is the text on the pressed choice. */
export type PostMessageBody =
  | { readonly clientMessageId: string; readonly text: string; readonly locale: string | null }
  | {
      readonly clientMessageId: string;
      readonly choiceId: string;
      readonly label: string;
      readonly locale: string | null;
    };

/** The same for a first and for a repeated post. */
export interface PostMessageReply {
  readonly cursor: number;
}

export interface HistoryReply {
  readonly entries: readonly { readonly cursor: number; readonly entry: WidgetEntry }[];
  readonly hasMore: boolean;
}

export interface ErrorReply {
  readonly error: { readonly code: string; readonly message: string };
}

export interface WidgetLanguage {
  readonly tag: Language;
  /** The language's name in itself. */
  readonly name: string;
  readonly direction: "ltr" | "rtl";
}

export type WidgetTextName =
  | "widget-title"
  | "widget-open"
  | "widget-close"
  | "widget-greeting"
  | "widget-placeholder"
  | "widget-send"
  | "widget-you"
  | "widget-assistant"
  | "widget-agent"
  | "widget-sources"
  | "widget-typing"
  | "widget-offline"
  | "widget-sending"
  | "widget-not-sent"
  | "widget-retry"
  | "widget-too-long"
  | "widget-language"
  | "widget-privacy"
  | "widget-suggestion-1"
  | "widget-suggestion-2"
  | "widget-suggestion-3"
  | "widget-suggestion-4"
  | "widget-download"
  | "widget-file-failed"
  | "talk-to-person";

export type StoreTextName =
  | "store-tagline"
  | "store-hero-title"
  | "store-hero-text"
  | "store-add-to-cart"
  | "store-products"
  | "store-free-shipping"
  | "store-product-1"
  | "store-product-2"
  | "store-product-3"
  | "store-product-4"
  | "store-help-hint"
  | "store-demo-note";

/** GET /config. `{name}` stands literally in `widget-agent`; `newMessages[n - 1]` is the text for n new messages. */
export interface WidgetConfig {
  readonly shop: string;
  readonly language: Language;
  readonly direction: "ltr" | "rtl";
  readonly languages: readonly WidgetLanguage[];
  readonly texts: Readonly<Record<WidgetTextName, string>>;
  /** Only with `page=storefront`. */
  readonly store: Readonly<Record<StoreTextName, string>> | null;
  readonly newMessages: readonly string[];
  readonly maxTextLength: number;
  /** Hosts a link in a message may lead to, besides the program's own. */
  readonly linkHosts: readonly string[];
  /** The panel's bundle, relative to widget.js. Null when the bundles were not built. */
  readonly panel: string | null;
}
