/** Imports in the console: files sent as they are, addresses of pages and sitemaps, what runs, and what came of it. */
import { z } from "zod";
import { LANGUAGES } from "../contracts/language.ts";
import type { SourceId } from "../contracts/sources.ts";
import type { Agent } from "../contracts/stores.ts";
import { AppError } from "../contracts/errors.ts";
import { assertMayWrite, mayPublish } from "../flows/edit-knowledge.ts";
import type { ImportRun, ImportRunId } from "../flows/import/create-import-runs.ts";
import {
  addSource,
  type ImportDesk,
  importFile,
  mayRun,
  removeSource,
  runSourceNow,
} from "../flows/import/edit-sources.ts";
import type { ImportReport } from "../flows/import/import-documents.ts";
import { readOutcome } from "../flows/import/run-source.ts";
import { may } from "../shared/assert-may.ts";
import { cleanText } from "../shared/clean-text.ts";
import { idOf } from "../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, DONE, json } from "./console-route.ts";
import type { AddedView, ImportPageView, ImportResultView, ImportRunView, NotTakenView } from "./import-api.ts";

const MAX_FILE_BYTES = 20_000_000;
const TOO_LARGE = "It is larger than 20 MB; split it into smaller files.";
const MAX_LINES = 200;
const DAY_MS = 86_400_000;
const EVERY = { once: null, day: DAY_MS, week: 7 * DAY_MS } as const;

const FILE = z.strictObject({
  /** Its last part: a browser that tells the folder too tells more than is needed. */
  name: z
    .string()
    .max(300)
    .transform((name) =>
      cleanText(name)
        .replace(/^.*[/\\]/u, "")
        .trim(),
    )
    .refine((name) => name !== ""),
  language: z.enum(LANGUAGES).optional(),
  publish: z.literal("yes").optional(),
});
const SOURCE = z.strictObject({
  kind: z.enum(["page", "sitemap"]),
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  language: z.enum(LANGUAGES).nullable(),
  every: z.enum(["once", "day", "week"]),
  publishes: z.boolean(),
});
const SOURCE_ID = z.strictObject({ sourceId: idOf<SourceId>() });
const RUN_ID = z.strictObject({ runId: idOf<ImportRunId>() });
const BYTES = z.instanceof(Uint8Array);

export function createImportRoutes(desk: ImportDesk): readonly ConsoleRoute[] {
  return [
    agentRoute(
      { method: "GET", path: "/knowledge/import", permission: "knowledge:read" },
      {},
      async (_input, { agent }) => json(await readPage(agent, desk)),
    ),
    agentRoute(
      {
        method: "POST",
        path: "/knowledge/import",
        permission: "knowledge:write",
        upload: { maxBytes: MAX_FILE_BYTES, tooLarge: TOO_LARGE, admit: assertMayWrite },
      },
      { query: FILE, body: BYTES },
      async ({ query: { name, language = null, publish }, body: bytes }, { agent }) => {
        const file = { name, bytes, language, publishes: publish !== undefined };
        return json(viewRun(await importFile(agent, file, desk)));
      },
    ),
    agentRoute(
      { method: "POST", path: "/knowledge/import/sources", permission: "knowledge:write" },
      { body: SOURCE },
      async ({ body: { every, ...wish }, signal }, { agent }) => {
        const added = await addSource(agent, { ...wish, everyMs: EVERY[every] }, desk, signal);
        return json(
          (added.kind === "started"
            ? { kind: "started", runId: added.run.runId }
            : { kind: "refused", why: viewNotTaken(added.why) }) satisfies AddedView,
        );
      },
    ),
    ...createSourceRoutes(desk),
  ];
}

function createSourceRoutes(desk: ImportDesk): readonly ConsoleRoute[] {
  return [
    agentRoute(
      { method: "POST", path: "/knowledge/import/sources/:sourceId/runs", permission: "knowledge:write" },
      { params: SOURCE_ID },
      async ({ params }, { agent }) => json(viewRun(await runSourceNow(agent, params.sourceId, desk))),
    ),
    agentRoute(
      { method: "DELETE", path: "/knowledge/import/sources/:sourceId", permission: "knowledge:write" },
      { params: SOURCE_ID },
      async ({ params }, { agent }) => {
        await removeSource(agent, params.sourceId, desk);
        return DONE;
      },
    ),
    agentRoute(
      { method: "POST", path: "/knowledge/import/runs/:runId/stop", permission: "knowledge:write" },
      { params: RUN_ID },
      ({ params }, { agent }) => {
        assertMayWrite(agent);
        if (!desk.runs.stop(agent.shopId, params.runId)) throw new AppError("NOT_FOUND", "This import does not run.");
        return Promise.resolve(json({ kind: "done" }));
      },
    ),
  ];
}

async function readPage(agent: Agent, desk: ImportDesk): Promise<ImportPageView> {
  // Before the sources: a page that sees a run's end stops looking, so it must see what the source remembers of it.
  const runs = desk.runs.ofShop(agent.shopId).map(viewRun);
  const [shop, sources] = await Promise.all([desk.shops.get(agent.shopId), desk.sources.list(agent.shopId)]);
  return {
    languages: shop?.languages ?? [],
    mayWrite: may(agent, "knowledge:write"),
    mayPublish: mayPublish(agent),
    runs,
    sources: sources.map(({ lastOutcome, ...source }) => ({
      ...source,
      last: readOutcome(lastOutcome),
      mayRun: mayRun(agent, source),
    })),
  };
}

function viewRun({ runId, what, name, startedAt, state }: ImportRun): ImportRunView {
  const begun = { runId, what, name, startedAt };
  if (state.kind === "running" || state.kind === "failed") return { ...begun, state };
  return { ...begun, state: { kind: state.kind, result: viewReport(state.report) } };
}

function viewReport({ lines, refused, vanished, published }: ImportReport): ImportResultView {
  const count = (outcome: string): number => lines.filter((line) => line.outcome === outcome).length;
  const gone = vanished.map((each) => ({ ...each, title: "", outcome: "gone" as const }));
  const moved = lines.flatMap(({ outcome, ...line }) => (outcome === "unchanged" ? [] : { ...line, outcome }));
  return {
    added: count("new"),
    changed: count("changed"),
    unchanged: count("unchanged"),
    gone: vanished.length,
    refused: refused.length,
    published,
    lines: [...gone, ...moved].slice(0, MAX_LINES),
    notTaken: refused.slice(0, MAX_LINES).map(viewNotTaken),
  };
}

function viewNotTaken({ name, line, fault, detail }: NotTakenView): NotTakenView {
  return { name, line, fault, detail };
}
