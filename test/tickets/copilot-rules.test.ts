/** What helps an agent, by rule: a model never lowers a case, and macros and tags fit for a reason. */
import { describe, expect, test } from "vitest";
import { REFINE_REASONS } from "../../src/contracts/copilot.ts";
import type { Macro } from "../../src/contracts/macro.ts";
import { HANDOFF_REASONS, TICKET_CATEGORIES, TICKET_PRIORITIES } from "../../src/contracts/ticket.ts";
import { type MacroCase, rankMacros } from "../../src/tickets/rank-macros.ts";
import { rankTags } from "../../src/tickets/rank-tags.ts";
import { refineTriage } from "../../src/tickets/refine-triage.ts";

describe("a model's triage", () => {
  test("raises or leaves a priority in every combination there is, and never takes a danger for less", () => {
    let changed = 0;
    for (const reason of HANDOFF_REASONS) {
      for (const priority of TICKET_PRIORITIES) {
        for (const category of TICKET_CATEGORIES) {
          for (const saidPriority of TICKET_PRIORITIES) {
            for (const saidCategory of TICKET_CATEGORIES) {
              const said = { priority: saidPriority, category: saidCategory, why: REFINE_REASONS[0] };
              const refined = refineTriage({ priority, category, reason }, said);
              if (!refined) continue;
              changed += 1;
              const rank = TICKET_PRIORITIES.indexOf(refined.priority);
              if (rank > TICKET_PRIORITIES.indexOf(priority)) throw new Error(`lowered ${priority}`);
              if (["safety", "legal"].includes(category)) expect(refined.category).toBe(category);
              if (reason === "proposal" || saidCategory === "other") expect(refined.category).toBe(category);
            }
          }
        }
      }
    }
    expect(changed).toBeGreaterThan(1_000);
  });

  test("corrects the subject, and says nothing when nothing is new", () => {
    const ticket = { priority: "normal", category: "other", reason: "buyer-asked" } as const;
    expect(refineTriage(ticket, { priority: "low", category: "damaged", why: "subject" })).toEqual({
      priority: "normal",
      category: "damaged",
    });
    expect(refineTriage(ticket, { priority: "low", category: "other", why: "subject" })).toBeNull();
  });
});

const macro = (macroKey: string, more: Partial<Macro> = {}): Macro => ({
  macroKey,
  names: {},
  texts: {},
  actions: {},
  isShipped: true,
  usedCount: 0,
  ...more,
});
const about = (more: Partial<MacroCase> = {}): MacroCase => ({
  category: "damaged",
  nearness: new Map(),
  uses: [],
  hasOrder: true,
  ...more,
});
const keysOf = (macros: readonly Macro[]) => macros.map(({ macroKey }) => macroKey);

describe("macros that fit", () => {
  const SHELF = ["received", "photos", "delay", "replacement", "order-number", "refund-started"].map((key) =>
    macro(key),
  );

  test("are those made for such a case, nearest to the words first, and no others", () => {
    expect(keysOf(rankMacros(SHELF, about()))).toEqual(["photos", "replacement"]);
    const nearness = new Map([["replacement", 0.3]]);
    expect(keysOf(rankMacros(SHELF, about({ nearness })))).toEqual(["replacement", "photos"]);
    expect(rankMacros(SHELF, about({ category: "other" }))).toEqual([]);
  });

  test("a shop's own fits by its category, or because colleagues send it in such cases", () => {
    const own = [
      macro("ours", { isShipped: false, actions: { category: "damaged" } }),
      macro("sent", { isShipped: false }),
    ];
    expect(keysOf(rankMacros(own, about()))).toEqual(["ours"]);
    const uses = [{ macroKey: "sent", category: "damaged" as const, usedCount: 9 }];
    expect(keysOf(rankMacros(own, about({ uses })))).toEqual(["ours", "sent"]);
    expect(keysOf(rankMacros(own, about({ uses: [{ macroKey: "sent", category: "refund", usedCount: 9 }] })))).toEqual([
      "ours",
    ]);
    // Once or twice is an accident.
    expect(keysOf(rankMacros(own, about({ uses: [{ macroKey: "sent", category: "damaged", usedCount: 2 }] })))).toEqual(
      ["ours"],
    );
  });

  test("nobody is asked for the number of an order that is known", () => {
    const late = (hasOrder: boolean) => keysOf(rankMacros(SHELF, about({ category: "delivery", hasOrder })));
    expect(late(true)).toEqual(["delay"]);
    expect(late(false)).toEqual(["delay", "order-number"]);
  });
});

describe("tags that fit", () => {
  test("are those of near cases; a subject in common says it only when several say it", () => {
    const near = { tags: ["carrier-x"], category: "other", nearness: 0.7 } as const;
    const same = { tags: ["lamp"], category: "damaged", nearness: 0.05 } as const;
    const case_ = { category: "damaged", tags: [] } as const;
    expect(rankTags([near, same], case_)).toEqual(["carrier-x"]);
    expect(rankTags([near, same, same, same], case_)).toEqual(["lamp", "carrier-x"]);
    expect(rankTags([near, same, same, same], { ...case_, tags: ["lamp"] })).toEqual(["carrier-x"]);
    expect(rankTags([], case_)).toEqual([]);
  });
});
