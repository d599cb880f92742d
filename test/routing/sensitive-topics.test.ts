/** Topics that only people answer: recognised in fifteen languages without a model, and not where a word only looks like it. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Instant, MessageId } from "../../src/contracts/ids.ts";
import { decideRoute } from "../../src/routing/decide-route.ts";
import { loadCues } from "../languages/load-texts.ts";

const cues = loadCues();
const TOPICS = parse(readFileSync(new URL("sensitive-sentences.yaml", import.meta.url), "utf8")) as Readonly<
  Record<string, { readonly yes: readonly string[]; readonly no: readonly string[] }>
>;
const REASONS: Readonly<Record<string, string>> = {
  safety: "safety",
  dispute: "bank-dispute",
  "self-harm": "self-harm",
  authority: "data-protection",
  press: "press",
  complaint: "complaint",
};

function reasonOf(text: string): string | null {
  const message = {
    threadKey: "t",
    senderKey: "t",
    senderName: null,
    externalId: "1",
    parts: [{ kind: "text", text }] as const,
    locale: null,
    sentAt: 0 as Instant,
  };
  const route = decideRoute({
    conversation: { holder: { kind: "assistant" }, clarifyCount: 0 },
    pending: [{ messageId: "m" as MessageId, seq: 1, attempt: 1, message }],
    attempt: 1,
    cues,
  });
  return route.kind === "open-ticket" ? route.reason : null;
}

describe.each(Object.keys(TOPICS))("%s", (topic) => {
  const { yes, no } = TOPICS[topic] ?? { yes: [], no: [] };

  test("has at least twenty sentences of each kind", () => {
    expect(yes.length).toBeGreaterThanOrEqual(20);
    expect(no.length).toBeGreaterThanOrEqual(20);
  });

  test.each(yes)("to a person: %s", (text) => expect(reasonOf(text)).toBe(REASONS[topic]));

  test.each(no)("not because of it: %s", (text) => expect(reasonOf(text)).toBeNull());
});
