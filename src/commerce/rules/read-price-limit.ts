/** The most a buyer wants to spend: a number with a currency beside it, as people write it in any of our languages. */
import type { Money } from "../../contracts/commerce.ts";
import { currencyDecimals } from "../../shared/money.ts";
import { foldDigits } from "../../shared/contact-keys.ts";

const CODES: readonly (readonly [RegExp, string])[] = [
  [/€|eur(?:o|os|oja)?|евро|يورو|欧元|歐元|ユーロ|유로|ยูโร/iu, "EUR"],
  [/us\$|\$|usd|dollars?|d[oó]lar(?:es)?|доллар(?:ов|а)?|دولار|美元|美金|ドル|달러|ดอลลาร์|đô la/iu, "USD"],
  [/£|gbp|pounds?|фунт(?:ов|а)?/iu, "GBP"],
  [/jpy|円|日元|¥|엔/iu, "JPY"],
  [/₩|krw|원|won/iu, "KRW"],
  [/฿|thb|บาท|baht/iu, "THB"],
  [/rp\.?|idr|rupiah/iu, "IDR"],
  [/₫|vnd|vnđ|đồng/iu, "VND"],
  [/₺|try|tl|lira/iu, "TRY"],
  [/₽|rub|руб(?:лей|ля|ль)?/iu, "RUB"],
  [/cny|rmb|元|人民币/iu, "CNY"],
];
const SIGN = CODES.map(([sign]) => sign.source).join("|");
const AMOUNT = String.raw`\d{1,9}(?:[.,]\d{3})*(?:[.,]\d{1,2})?`;
const PRICE = new RegExp(`(?:(${SIGN})\\s?(${AMOUNT})|(${AMOUNT})\\s?(${SIGN}))(?!\\p{N})`, "iu");

export function readPriceLimit(text: string): Money | null {
  const found = PRICE.exec(foldDigits(text));
  if (!found) return null;
  const sign = found[1] ?? found[4] ?? "";
  const currency = CODES.find(([pattern]) => new RegExp(`^(?:${pattern.source})$`, "iu").test(sign))?.[1];
  const amount = readAmount(found[2] ?? found[3] ?? "");
  const decimals = currency === undefined ? null : currencyDecimals(currency);
  if (currency === undefined || amount === null || decimals === null) return null;
  return { minor: Math.round(amount * 10 ** decimals), currency };
}

/** "1.299,50", "1,299.50", "50,5", "1.000": a sign followed by three digits parts thousands. */
function readAmount(text: string): number | null {
  const plain = text.replace(/[.,](?=\d{3}(?:\D|$))/gu, "").replace(",", ".");
  const value = Number(plain);
  return Number.isFinite(value) && value > 0 ? value : null;
}
