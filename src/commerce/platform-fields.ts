/** Fields as the APIs of shop platforms write them: lenient about what is absent, strict about what is used. */
import { z } from "zod";
import type { Money } from "../contracts/commerce.ts";
import type { Instant } from "../contracts/ids.ts";
import { decodeMoney } from "../shared/money.ts";
import { cleanField } from "./clean-field.ts";
import type { DecodedWebhook } from "./platform.ts";

/** Numbers on the wire, names to us: beyond 2^53 the HTTP edge keeps them as text. */
export const platformId = z
  .union([z.string().max(100), z.int()])
  .transform((id) => cleanField(String(id)) ?? "")
  .refine((id) => id !== "", "must not be empty");

/** What an integer column holds, and more than any shop sells. */
export const looseCount = z.int().min(0).max(1_000_000_000);

export const looseText = z.string().nullish();

const EARLIEST = Date.UTC(1990, 0);
const LATEST = Date.UTC(2200, 0);

/** ISO 8601; without a zone it is UTC, as in fields that end in `_gmt`. Empty and absent are null. */
export const looseMoment = z
  .string()
  .nullish()
  .transform((text, context): Instant | null => {
    // WordPress writes "0000-00-00 00:00:00" for never.
    if (text === null || text === undefined || text === "" || text.startsWith("0000")) return null;
    const at = Date.parse(/(?:Z|[+-]\d{2}:?\d{2})$/u.test(text) ? text : `${text}Z`);
    if (at > EARLIEST && at < LATEST) return at as Instant;
    context.addIssue({ code: "custom", message: "is not a moment" });
    return z.NEVER;
  });

export const looseAmount = z.union([z.string(), z.number()]).nullish();

export function readAmount(
  amount: string | number | null | undefined,
  currency: string | null | undefined,
): Money | null {
  if (amount === null || amount === undefined || amount === "" || !currency) return null;
  return decodeMoney(typeof amount === "number" ? amount.toFixed(4) : amount, currency.toUpperCase());
}

export function nameFaults(error: z.ZodError): DecodedWebhook {
  return {
    kind: "invalid",
    fields: error.issues.slice(0, 10).map((issue) => `${issue.path.join(".") || "body"} ${issue.code}`),
  };
}
