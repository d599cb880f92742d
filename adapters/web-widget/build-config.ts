/** GET /config: the widget's texts in the buyer's language, and what the browser must know of the shop. No personal data. */
import type { ChannelHost } from "../../src/contracts/channel-adapter.ts";
import { isLanguage, type Language } from "../../src/contracts/language.ts";
import { MAX_TEXT_LENGTH } from "./capabilities.ts";
import type { StoreTextName, WidgetConfig, WidgetLanguage, WidgetTextName } from "./wire.ts";

const RIGHT_TO_LEFT: readonly Language[] = ["ar"];

/** Plural forms differ per language and the browser has no ICU: it gets the text for each count. */
const MAX_COUNTED = 20;

export interface ConfigWish {
  /** What the browser prefers, best first, as BCP 47 tags. */
  readonly tags: readonly string[];
  readonly forStorefront: boolean;
  readonly panel: string | null;
  readonly linkHosts: readonly string[];
}

export function buildConfig(host: ChannelHost, wish: ConfigWish): WidgetConfig {
  const shop = host.shop();
  const language = chooseLanguage(wish.tags, shop.languages, shop.defaultLanguage);
  const values = { shop: shop.name, max: MAX_TEXT_LENGTH, name: "{name}" };
  const fill = <Name extends string>(names: readonly Name[]) =>
    Object.fromEntries(names.map((name) => [name, host.notice(name, language, values)])) as Record<Name, string>;
  return {
    shop: shop.name,
    language,
    direction: directionOf(language),
    languages: shop.languages.map(describeLanguage),
    texts: fill(WIDGET_TEXTS),
    store: wish.forStorefront ? fill(STORE_TEXTS) : null,
    newMessages: Array.from({ length: MAX_COUNTED }, (_, index) =>
      host.notice("widget-new-messages", language, { count: index + 1 }),
    ),
    maxTextLength: MAX_TEXT_LENGTH,
    linkHosts: wish.linkHosts,
    panel: wish.panel,
  };
}

/** The first wish the shop speaks. Old tags ("in") become today's ("id") by way of Intl. */
export function chooseLanguage(tags: readonly string[], languages: readonly Language[], fallback: Language): Language {
  for (const tag of tags) {
    const primary = primaryTag(tag);
    if (isLanguage(primary) && languages.includes(primary)) return primary;
  }
  return fallback;
}

function primaryTag(tag: string): string {
  try {
    return new Intl.Locale(tag).language;
  } catch {
    // A browser extension may report anything as a language; it is a wish, not a fault.
    return "";
  }
}

function directionOf(language: Language): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";
}

function describeLanguage(tag: Language): WidgetLanguage {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  // Some languages write their own name in lower case; in a list of names each begins alike.
  return { tag, name: name.charAt(0).toLocaleUpperCase(tag) + name.slice(1), direction: directionOf(tag) };
}

const WIDGET_TEXTS: readonly WidgetTextName[] = [
  "widget-title",
  "widget-open",
  "widget-close",
  "widget-greeting",
  "widget-placeholder",
  "widget-send",
  "widget-you",
  "widget-assistant",
  "widget-agent",
  "widget-sources",
  "widget-typing",
  "widget-offline",
  "widget-sending",
  "widget-not-sent",
  "widget-retry",
  "widget-too-long",
  "widget-language",
  "widget-privacy",
  "widget-suggestion-1",
  "widget-suggestion-2",
  "widget-suggestion-3",
  "widget-suggestion-4",
  "widget-download",
  "widget-file-failed",
  "talk-to-person",
];

const STORE_TEXTS: readonly StoreTextName[] = [
  "store-tagline",
  "store-hero-title",
  "store-hero-text",
  "store-add-to-cart",
  "store-products",
  "store-free-shipping",
  "store-product-1",
  "store-product-2",
  "store-product-3",
  "store-product-4",
  "store-help-hint",
  "store-demo-note",
];
