/** A market in the reader's words: "Brazilian Portuguese", "Japanese", "Brazil". */
export function nameMarket(market: string, language: string): string {
  const type = /^[A-Z]{2}$/u.test(market) ? "region" : "language";
  const name = new Intl.DisplayNames([language], { type }).of(market) ?? market;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
