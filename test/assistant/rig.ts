/** The assistant on real parts: the real search over a small shop, the real prompt files, a model that is scripted. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { type AskedQuestion, type AssistantPorts, answerQuestion } from "../../src/assistant/answer-question.ts";
import type { Article, KnowledgeSearch, Passage, SearchResult } from "../../src/contracts/answer.ts";
import type { ArticleKey, ConversationId, Instant, MessageId, PassageId, ShopId } from "../../src/contracts/ids.ts";
import { isLanguage, type Language } from "../../src/contracts/language.ts";
import type { LanguageModel, ModelMessage, ModelReply, ModelTask } from "../../src/contracts/language-model.ts";
import type { Speaker, TimelineMessage } from "../../src/contracts/message.ts";
import type { Prompt, Texts } from "../../src/contracts/texts.ts";
import { createKnowledgeIndex, type KnowledgeIndex } from "../../src/knowledge/create-knowledge-index.ts";
import { createTexts } from "../../src/languages/format-notice.ts";
import { parseNotices } from "../../src/languages/parse-notices.ts";
import { createRecordingHost, type LogLine, systemClock } from "../support/recording-host.ts";

export const SHOP = "00000000-0000-4000-8000-000000000001" as ShopId;

const promptFolder = new URL("../../prompts/", import.meta.url);

let known: Texts | undefined;

/** Notices and prompts alone, without what the rest of the program says. */
export function readTexts(): Texts {
  return (known ??= readFiles());
}

function readFiles(): Texts {
  const prompts = new Map<string, Prompt>();
  for (const file of readdirSync(promptFolder).filter((each) => /^(?!README).*\.md$/.test(each))) {
    const name = file.replace(/\.md$/, "");
    const text = readFileSync(new URL(`${name}.md`, promptFolder), "utf8");
    prompts.set(name, { name, text, version: createHash("sha256").update(text).digest("hex") });
  }
  const notices = new Map<Language, Readonly<Record<string, string>>>();
  for (const file of readdirSync(new URL("notices/", promptFolder))) {
    const language = file.replace(/\.ya?ml$/, "");
    if (!isLanguage(language)) continue;
    const parsed = parseNotices(readFileSync(new URL(`notices/${file}`, promptFolder), "utf8"), language);
    if (parsed.kind === "parsed") notices.set(language, parsed.notices);
  }
  return createTexts({ notices, cues: new Map(), macros: new Map(), prompts });
}

function article(
  articleKey: string,
  language: Language,
  title: string,
  rest: { readonly body: string; readonly questions: readonly string[]; readonly url?: string },
): Article {
  return {
    articleKey: articleKey as ArticleKey,
    language,
    title,
    url: rest.url ?? `https://shop.example/${language}/${articleKey}`,
    questions: rest.questions,
    tags: [],
    body: rest.body,
    reviewedUntil: null,
    origin: `knowledge/${language}/${articleKey}.md`,
  };
}

export const ARTICLES: readonly Article[] = [
  article("shipping-times", "en", "Delivery times", {
    body: "Standard delivery to Mexico takes 7 to 12 business days and costs 9.90 €.\n\nExpress delivery takes 3 days and costs 24.50 €. Orders paid before 1 March 2026 ship free above 1,500 €.",
    questions: ["How long does delivery take?", "When will my parcel arrive?"],
  }),
  article("shipping-times", "es", "Plazos de entrega", {
    body: "El envío estándar a México tarda de 7 a 12 días hábiles y cuesta 9,90 €.\n\nEl envío exprés tarda 3 días y cuesta 24,50 €.",
    questions: ["¿Cuánto tarda el envío?", "¿Cuándo llega mi paquete?"],
  }),
  article("shipping-times", "zh", "配送时间", {
    body: "标准配送到墨西哥需要7到12个工作日，费用为9.90欧元。\n\n特快配送需要3天。",
    questions: ["配送需要多长时间？", "我的包裹什么时候到？"],
  }),
  article("shipping-times", "ar", "مدة التوصيل", {
    body: "يستغرق التوصيل العادي إلى المكسيك من ٧ إلى ١٢ يوم عمل ويكلف ٩٫٩٠ يورو.",
    questions: ["كم يستغرق التوصيل؟", "متى تصل طلبيتي؟"],
  }),
  article("returns", "en", "Returns", {
    body: "You can return an article within 30 days. The return is free of charge. Write to help@shop.example or use https://shop.example/en/returns/form to start.",
    questions: ["How do I return an article?", "Can I send it back?"],
  }),
  article("returns", "es", "Devoluciones", {
    body: "Puede devolver un artículo en un plazo de 30 días. La devolución es gratuita.",
    questions: ["¿Cómo devuelvo un artículo?"],
  }),
  article("payment", "en", "Payment", {
    body: "We accept cards, bank transfer and cash on delivery. A card is charged when the parcel leaves the warehouse.",
    questions: ["How can I pay?"],
  }),
  article("warranty", "en", "Warranty", {
    body: "Every lamp has a warranty of 24 months. Keep the invoice as proof of purchase.",
    questions: ["How long is the warranty on lamps?"],
  }),
];

export function createShopSearch(articles: readonly Article[] = ARTICLES): KnowledgeIndex {
  const index = createKnowledgeIndex();
  for (const each of articles) index.put(each);
  return index;
}

/** A search that always finds the same, for verdicts that a small shop does not give. */
export function fixSearch(result: Partial<SearchResult>): KnowledgeSearch {
  const nothing: SearchResult = { passages: [], confidence: 0, verdict: "handoff", extract: null, alternatives: [] };
  const fixed = { ...nothing, ...result };
  return { search: () => fixed, begin: () => () => fixed, passagesOf: () => [] };
}

export type Script = (messages: readonly ModelMessage[], call: number) => string | ModelReply | Promise<ModelReply>;

/** Replies to the small questions beside the answer, by their task; silent when left out. */
export type SmallScripts = Partial<Record<Exclude<ModelTask, "answer">, Script>>;

export interface ScriptedModel extends LanguageModel {
  /** Of the answers only. */
  readonly prompts: (readonly ModelMessage[])[];
  /** Every call, in order. */
  readonly tasks: ModelTask[];
  readonly small: (readonly ModelMessage[])[];
}

/** Streams a text in small pieces, as a server would. */
export function scriptModel(script: Script, smallScripts: SmallScripts = {}): ScriptedModel {
  const prompts: (readonly ModelMessage[])[] = [];
  const small: (readonly ModelMessage[])[] = [];
  const tasks: ModelTask[] = [];
  const replyTo = async (messages: readonly ModelMessage[], task: ModelTask): Promise<string | ModelReply> => {
    const list = task === "answer" ? prompts : small;
    list.push(messages);
    const used = task === "answer" ? script : smallScripts[task];
    return (await used?.(messages, list.length)) ?? { kind: "unavailable", reason: "empty" };
  };
  return {
    prompts,
    small,
    tasks,
    async complete(messages, { task = "answer", onText }) {
      tasks.push(task);
      const reply = await replyTo(messages, task);
      if (typeof reply !== "string") return reply;
      for (let end = 1; end <= reply.length; end += 3) onText?.(reply.slice(0, end));
      onText?.(reply);
      return { kind: "text", text: reply, model: "scripted" };
    },
  };
}

const texts = readTexts();
const search = createShopSearch();

export interface Rig {
  readonly ports: AssistantPorts;
  readonly lines: LogLine[];
  readonly drafts: string[];
  ask(question: string, language: Language, more?: Partial<AskedQuestion>): ReturnType<typeof answerQuestion>;
}

export function createRig(ports: Partial<AssistantPorts> = {}): Rig {
  const host = createRecordingHost();
  const drafts: string[] = [];
  const all: AssistantPorts = {
    searchOf: () => search,
    model: null,
    embedder: null,
    vectors: null,
    texts,
    log: host.log,
    metrics: host.metrics,
    clock: systemClock,
    ...ports,
  };
  return {
    ports: all,
    lines: host.lines,
    drafts,
    ask: (question, language, more = {}) =>
      answerQuestion(
        {
          shopId: SHOP,
          question,
          language,
          recent: [],
          clarifyCount: 0,
          signal: new AbortController().signal,
          onDraft: (text) => drafts.push(text),
          ...more,
        },
        all,
      ),
  };
}

export function passage(text: string, more: Partial<Passage> = {}): Passage {
  return {
    passageId: "shipping-times/en#0" as PassageId,
    articleKey: "shipping-times" as ArticleKey,
    language: "en",
    title: "Delivery",
    headings: [],
    text,
    url: "https://shop.example/en/shipping-times",
    ...more,
  };
}

export function said(speaker: Speaker, text: string, seq = 1): TimelineMessage {
  return {
    messageId: `m${seq}` as MessageId,
    conversationId: "c1" as ConversationId,
    seq,
    speaker,
    agentId: null,
    text,
    parts: [],
    language: null,
    choices: [],
    sources: [],
    turnId: null,
    delivery: null,
    isMaybeDuplicate: false,
    at: 0 as Instant,
  };
}
