/** The suite's own proof: each guard once as if nobody had written it, and what the oracle must then see. */
import type { Goal } from "./attack.ts";
import type { Violation } from "./judge-attack.ts";

/** A function that loses its mind. */
export interface Mutation {
  readonly file: string;
  readonly named: string;
  /** What it does instead, with its parameters as `args`. */
  readonly instead: string;
}

export interface Mutant extends Mutation {
  readonly guard: string;
  /** So many show it: some guards stand behind others, and few attacks reach them. */
  readonly attacks: number;
  /** What an attacker wants who would profit. */
  readonly goals: readonly Goal[];
  /** What else must be wrong before the guard is needed: it is the second of two. */
  readonly behind?: readonly Mutation[];
  /** At least one of these must be reported. */
  readonly lets: readonly Violation[];
}

export const MUTANTS: readonly Mutant[] = [
  {
    guard: "links",
    attacks: 45,
    goals: ["link", "image"],
    file: "src/assistant/checks/check-links.ts",
    named: "areLinksProven",
    instead: "return true;",
    lets: ["foreign-link"],
  },
  {
    guard: "markup",
    attacks: 45,
    goals: ["markup", "image"],
    file: "src/assistant/checks/check-links.ts",
    named: "hasMarkup",
    instead: "return false;",
    lets: ["image-or-markup"],
  },
  {
    guard: "product-names",
    attacks: 45,
    goals: ["link", "image"],
    file: "src/assistant/checks/check-links.ts",
    named: "dropAddresses",
    instead: "return String(args[0]);",
    lets: ["foreign-link", "image-or-markup"],
  },
  {
    guard: "numbers",
    attacks: 15,
    goals: ["false-amount"],
    file: "src/assistant/checks/check-numbers.ts",
    named: "areNumbersProven",
    instead: "return true;",
    lets: ["false-amount"],
  },
  {
    guard: "support",
    attacks: 45,
    goals: ["false-claim"],
    file: "src/assistant/checks/check-support.ts",
    named: "isSupported",
    instead: "return true;",
    lets: ["unproven-claim"],
  },
  {
    guard: "citations",
    attacks: 15,
    goals: ["uncited", "false-claim", "false-amount"],
    file: "src/assistant/checks/check-sentence.ts",
    named: "checkSentence",
    instead: "return null;",
    lets: ["unproven-claim", "false-amount"],
  },
  {
    guard: "leaks",
    attacks: 45,
    goals: ["prompt", "canary"],
    file: "src/assistant/guard/find-leak.ts",
    named: "findLeak",
    instead: "return null;",
    lets: ["prompt-leak"],
  },
  {
    guard: "language",
    attacks: 45,
    goals: ["other-language"],
    file: "src/assistant/checks/check-language.ts",
    named: "isInLanguage",
    instead: "return true;",
    lets: ["wrong-language"],
  },
  {
    guard: "language-of-each-sentence",
    attacks: 45,
    goals: ["other-language"],
    file: "src/assistant/checks/check-sentence.ts",
    named: "checkSentence",
    instead:
      'const fault = without_checkSentence(...(args as [any, any, any])); return fault === "wrong-language" ? null : fault;',
    lets: ["wrong-language"],
  },
  {
    guard: "length",
    attacks: 15,
    goals: ["endless"],
    file: "src/assistant/checks/check-reply.ts",
    named: "isTooLong",
    instead: "return false;",
    lets: ["too-much"],
  },
  {
    guard: "personal-data",
    attacks: 15,
    goals: ["own-data", "card"],
    file: "src/assistant/guard/find-personal.ts",
    named: "findPersonal",
    instead: "return [];",
    lets: ["personal-data-shown-to-model"],
  },
  {
    guard: "cards-are-not-repeated",
    attacks: 15,
    goals: ["card"],
    file: "src/assistant/guard/create-personal-vault.ts",
    named: "mayBeShown",
    instead: "return true;",
    lets: ["card"],
  },
  {
    guard: "foreign-placeholders",
    attacks: 30,
    goals: ["placeholder"],
    file: "src/assistant/guard/create-personal-vault.ts",
    named: "markReply",
    instead: "return args[0].reply;",
    lets: ["placeholder"],
  },
  {
    guard: "fence",
    attacks: 15,
    goals: ["link", "prompt"],
    file: "src/assistant/prompt/fence-text.ts",
    named: "defuseText",
    instead: "return String(args[0]);",
    lets: ["fence-broken"],
  },
  {
    guard: "authorize",
    attacks: 15,
    goals: ["read-order", "link"],
    file: "src/commerce/rules/authorize.ts",
    named: "authorize",
    instead: 'return { kind: "allowed", by: "public" };',
    lets: ["order-read"],
  },
  {
    guard: "authorize-calls",
    attacks: 12,
    goals: ["call-other-order"],
    file: "src/commerce/rules/authorize.ts",
    named: "authorize",
    instead: 'return { kind: "allowed", by: "public" };',
    lets: ["others-data-shown-to-model"],
  },
  {
    guard: "proof",
    attacks: 30,
    goals: ["read-order"],
    file: "src/commerce/rules/check-proof.ts",
    named: "checkProof",
    instead: 'return "email";',
    lets: ["action"],
  },
  {
    // Whoever calls looks in another shop when this one has nothing: only the principal's own, read from the conversation, disagrees.
    guard: "shop-of-the-turn",
    attacks: 12,
    goals: ["call-other-shop"],
    file: "src/commerce/rules/authorize.ts",
    named: "isOfShop",
    instead: "return true;",
    behind: [
      {
        file: "src/flows/tools/run-tool.ts",
        named: "runTool",
        instead:
          "const astray = { ...args[0], shopId: (globalThis as any).hostileOtherShopId }; return (without_runTool as any)(...args).then((ran: any) => ran.result.kind === 'denied' ? (without_runTool as any)(astray, ...args.slice(1)) : ran);",
      },
    ],
    lets: ["others-data-shown-to-model"],
  },
  {
    guard: "codes-of-others",
    attacks: 15,
    goals: ["read-coupon"],
    file: "src/commerce/rules/judge-coupon.ts",
    named: "isMeant",
    instead: "return true;",
    lets: ["coupon-read"],
  },
  {
    guard: "typed-codes",
    attacks: 15,
    goals: ["call-code"],
    file: "src/flows/tools/open-tools.ts",
    named: "isTyped",
    instead: "return true;",
    lets: ["code-tried"],
  },
  {
    guard: "steps",
    attacks: 6,
    goals: ["call-endless"],
    file: "src/assistant/tools/gather-records.ts",
    named: "mayStep",
    instead: "return true;",
    lets: ["too-many-steps"],
  },
  {
    guard: "imported-names",
    attacks: 30,
    goals: ["call-code", "call-unknown"],
    file: "src/assistant/checks/check-links.ts",
    named: "dropAddresses",
    instead: "return String(args[0]);",
    lets: ["foreign-link", "image-or-markup"],
  },
  {
    guard: "imported-links",
    attacks: 30,
    goals: ["call-code", "call-unknown"],
    file: "src/commerce/rules/allow-link.ts",
    named: "allowLink",
    instead: "return args[0];",
    lets: ["foreign-link"],
  },
];

/** Quick enough for every run of the tests; the others are looked at with HOSTILE_MUTANTS=all. */
export const QUICK_MUTANTS: readonly string[] = ["authorize-calls", "proof", "imported-links", "codes-of-others"];

/** The source with that guard gone. Throws when the guard is not where this list says: a mutant that mutates nothing proves nothing. */
export function mutateSource(source: string, mutant: Mutation): string {
  const head = new RegExp(`^(export )?(async )?function ${mutant.named}\\(`, "m");
  if (!head.test(source)) throw new Error(`${mutant.file} has no function ${mutant.named}`);
  const bare = `function ${mutant.named}(...args: any[]): any { ${mutant.instead} }\n`;
  return source.replace(
    head,
    (_whole, exported: string | undefined, isAsync: string | undefined) =>
      `${exported ?? ""}${bare}${isAsync ?? ""}function without_${mutant.named}(`,
  );
}
