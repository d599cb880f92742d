/** Why access was refused, in a sentence, and how a call about access went. */
import type { Called } from "../server/call-api.ts";
import { describeFault, describeThrottle } from "../server/describe-trouble.ts";
import type { TextName, Texts } from "../texts/use-texts.tsx";

export interface Refused {
  readonly kind: "refused";
  readonly reason: string;
}

const REASONS: Readonly<Record<string, TextName>> = {
  "too-short": "access.fault.too-short",
  "too-long": "access.fault.too-long",
  common: "access.fault.common",
  personal: "access.fault.personal",
  "wrong-password": "access.fault.wrong-password",
  "wrong-code": "access.fault.wrong-code",
  "email-taken": "access.fault.email-taken",
  "link-void": "access.fault.link-void",
};

/** Null when it was done. */
export function describeRefusal(called: Called<{ readonly kind: string }>, text: Texts["text"]): string | null {
  if (called.kind !== "ok") {
    if (called.kind === "refused" && called.code === "TOO_MANY_REQUESTS") return describeThrottle(called, text);
    return describeFault(called, text, {
      NOT_ALLOWED: "access.notAllowed",
      NOT_FOUND: "access.gone",
      TRANSITION_FORBIDDEN: "access.forbidden",
      REQUEST_INVALID: "access.invalid",
    });
  }
  if (called.body.kind !== "refused") return null;
  const { reason } = called.body as Refused;
  return text(REASONS[reason] ?? "error.load.body");
}

/** What belongs to the new password's field; the rest is about something else. */
export function isAboutPassword({ reason }: Refused): boolean {
  return ["too-short", "too-long", "common", "personal"].includes(reason);
}
