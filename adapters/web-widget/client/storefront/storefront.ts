/** The demo shop's page: fills in its texts in the visitor's language, and hands a change of language to the widget. */
import type { StoreTextName, WidgetConfig, WidgetTextName } from "../../wire.ts";
import type { WidgetApi } from "../loader/load-widget.ts";

/** The widget keeps the visitor's choice under this key, so page and widget speak one language. */
const LANGUAGE_KEY = "dragoman:language";
/** What the demo products cost is as invented as they are; one currency keeps it simple. */
const CURRENCY = "USD";

let cartCount = 0;

void startPage();

async function startPage(): Promise<void> {
  const select = find<HTMLSelectElement>("#language");
  const first = await fetchTexts(readChoice() ?? navigator.languages.slice(0, 10).join(","));
  if (!first) return;
  for (const language of first.languages) {
    const option = new Option(language.name, language.tag);
    option.lang = language.tag;
    select.append(option);
  }
  show(first);
  select.addEventListener("change", () => void changeLanguage(select.value));
  find("#ask").addEventListener("click", () => widget()?.open());
  for (const button of document.querySelectorAll(".add")) button.addEventListener("click", addToCart);
}

function widget(): WidgetApi | undefined {
  return window.Dragoman;
}

async function changeLanguage(tag: string): Promise<void> {
  const config = await fetchTexts(tag);
  if (!config) return;
  keepChoice(config.language);
  show(config);
  await widget()?.setLanguage(config.language);
}

/** Null when the server is away: the page then keeps what it shows. */
async function fetchTexts(tags: string): Promise<WidgetConfig | null> {
  try {
    const response = await fetch(`/channels/web/config?page=storefront&lang=${encodeURIComponent(tags)}`);
    return response.ok ? ((await response.json()) as WidgetConfig) : null;
  } catch {
    return null;
  }
}

function show(config: WidgetConfig): void {
  const texts: Partial<Record<StoreTextName | WidgetTextName, string>> = { ...config.texts, ...config.store };
  const textOf = (name: string | undefined) => texts[name as StoreTextName | WidgetTextName] ?? "";
  document.documentElement.lang = config.language;
  document.documentElement.dir = config.direction;
  document.title = `${config.shop} · ${textOf("store-tagline")}`;
  for (const one of document.querySelectorAll<HTMLElement>("[data-text]"))
    one.textContent = textOf(one.dataset["text"]);
  for (const one of document.querySelectorAll<HTMLElement>("[data-label]")) {
    one.setAttribute("aria-label", textOf(one.dataset["label"]));
  }
  for (const one of document.querySelectorAll("[data-shop]")) one.textContent = config.shop;
  const money = new Intl.NumberFormat(config.language, {
    style: "currency",
    currency: CURRENCY,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 0,
  });
  for (const product of document.querySelectorAll<HTMLElement>(".product")) {
    const price = product.querySelector(".price");
    if (price) price.textContent = money.format(Number(product.dataset["price"]));
    // "Add to cart" four times says nothing to who hears it out of its place.
    const name = product.querySelector("h3")?.textContent ?? "";
    product.querySelector(".add")?.setAttribute("aria-label", `${textOf("store-add-to-cart")}: ${name}`);
  }
  find<HTMLSelectElement>("#language").value = config.language;
  document.body.classList.add("is-ready");
}

function addToCart(): void {
  cartCount += 1;
  find("#cart-count").textContent = new Intl.NumberFormat(document.documentElement.lang).format(cartCount);
  find("#cart").classList.add("has-items");
}

function readChoice(): string | null {
  try {
    return window.localStorage.getItem(LANGUAGE_KEY);
  } catch {
    return null;
  }
}

function keepChoice(tag: string): void {
  try {
    window.localStorage.setItem(LANGUAGE_KEY, tag);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function find<Found extends HTMLElement = HTMLElement>(selector: string): Found {
  const found = document.querySelector<Found>(selector);
  if (!found) throw new Error(`The page has no ${selector}`);
  return found;
}
