/** `dragoman knowledge import|sources`: documents and pages of the shop become drafts, once or on a schedule. */
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, extname, join, relative, resolve } from "node:path";
import { openImportTools } from "../compose/open-import-tools.ts";
import type { Program } from "../compose/open-program.ts";
import { AppError } from "../contracts/errors.ts";
import { isLanguage, type Language } from "../contracts/language.ts";
import type { ImportTools, SourceId } from "../contracts/sources.ts";
import { type ImportedDocument, type ImportReport, importDocuments } from "../flows/import/import-documents.ts";
import { runSource } from "../flows/import/run-source.ts";
import { keyOf } from "../knowledge/split-document.ts";
import { createProgress, type Progress } from "./progress.ts";
import { withProgram } from "./with-program.ts";

export interface ImportCommandOptions {
  readonly language?: string;
  readonly sitemap?: boolean;
  readonly every?: string;
  readonly publish?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const ENDINGS: ReadonlySet<string> = new Set([
  ".md",
  ".markdown",
  ".txt",
  ".html",
  ".htm",
  ".pdf",
  ".docx",
  ".csv",
  ".tsv",
]);
const MAX_FILES = 2_000;
/** Larger ones are refused by the reader; here so that they are not even read into memory. */
const MAX_FILE_BYTES = 20_000_001;

export async function importCommand(target: string, options: ImportCommandOptions): Promise<void> {
  const language = readLanguage(options.language);
  await withProgram(async (program) => {
    const tools = openImportTools(program.config);
    const progress = createProgress("importing");
    try {
      const work = { program, tools, progress, language, options };
      const report = /^https?:\/\//i.test(target) ? await importPages(target, work) : await importFiles(target, work);
      progress.stop();
      print(report, options);
    } finally {
      progress.stop();
      await tools.documents.close();
    }
  });
}

interface Work {
  readonly program: Program;
  readonly tools: ImportTools;
  readonly progress: Progress;
  readonly language: Language | null;
  readonly options: ImportCommandOptions;
}

async function importFiles(target: string, work: Work): Promise<ImportReport> {
  const { program, tools, progress, language, options } = work;
  if (options.sitemap || options.every) {
    throw new AppError("REQUEST_INVALID", "--sitemap and --every are for addresses; a file is imported once.");
  }
  const root = resolve(target);
  const files = await listFiles(root);
  async function* read(): AsyncGenerator<ImportedDocument> {
    for (const [at, path] of files.entries()) {
      const { size } = await stat(path);
      // Not read: its size alone is what the reader refuses.
      const bytes = size < MAX_FILE_BYTES ? new Uint8Array(await readFile(path)) : new Uint8Array(MAX_FILE_BYTES);
      const name = relative(root, path) || basename(path);
      yield { name, bytes, keyPrefix: keyOf(name.slice(0, -extname(name).length)), url: null, language };
      progress.update(at + 1, files.length);
    }
  }
  const importing = {
    shop: program.shop,
    sourceKey: root,
    publishes: options.publish ?? false,
    isDryRun: options.dryRun ?? false,
  };
  return importDocuments(read(), importing, { ...program.ports, ...tools });
}

async function listFiles(root: string): Promise<readonly string[]> {
  const found = await stat(root).catch(() => {
    throw new AppError("REQUEST_INVALID", `There is no ${root}; name a file, a folder, or an address with http.`);
  });
  if (found.isFile()) return [root];
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && ENDINGS.has(extname(entry.name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  if (files.length === 0) throw new AppError("REQUEST_INVALID", `${root} holds no file that can be imported.`);
  if (files.length > MAX_FILES) {
    throw new AppError("REQUEST_INVALID", `${root} holds ${files.length} files; import ${MAX_FILES} at a time.`);
  }
  return files;
}

async function importPages(url: string, work: Work): Promise<ImportReport> {
  const { program, tools, progress, language, options } = work;
  if (options.dryRun)
    throw new AppError("REQUEST_INVALID", "--dry-run is for files; pages become drafts first anyway.");
  const { ports, shop } = program;
  const everyMs = options.every === undefined ? null : readTime(options.every);
  const source = {
    sourceId: ports.ids.next<SourceId>(),
    kind: options.sitemap ? ("sitemap" as const) : ("page" as const),
    url,
    language,
    everyMs,
    publishes: options.publish ?? false,
  };
  const sourceId = await ports.sources.save(shop.shopId, source);
  const nothing = { nextDueAt: null, lastRunAt: null, lastOutcome: null };
  const signal = new AbortController().signal;
  return runSource(
    { shop, source: { ...source, ...nothing, sourceId }, signal, onPage: progress.update },
    { ...ports, ...tools },
  );
}

export async function sourcesCommand(options: { readonly remove?: string }): Promise<void> {
  await withProgram(async ({ ports, shop }) => {
    if (options.remove !== undefined) {
      const wasThere = await ports.sources.remove(shop.shopId, options.remove as SourceId);
      if (!wasThere) throw new AppError("NOT_FOUND", "There is no source with this id; list them without --remove.");
      process.stdout.write("removed; its articles stay\n");
      return;
    }
    for (const { sourceId, kind, url, everyMs, lastOutcome } of await ports.sources.list(shop.shopId)) {
      const every = everyMs === null ? "once" : `every ${everyMs / 3_600_000} h`;
      process.stdout.write(`${sourceId}  ${kind}  ${every}  ${url}\n  ${lastOutcome ?? "not run yet"}\n`);
    }
  });
}

function print(report: ImportReport, options: ImportCommandOptions): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  for (const { outcome, articleKey, language, title } of report.lines) {
    if (outcome !== "unchanged") process.stdout.write(`${outcome.padEnd(8)} ${articleKey}/${language}  ${title}\n`);
  }
  for (const { articleKey, language } of report.vanished) {
    process.stdout.write(`gone     ${articleKey}/${language}  (a withdrawal was proposed)\n`);
  }
  for (const { name, line, reason } of report.refused) {
    process.stderr.write(`${name}${line === null ? "" : `:${line}`} ${reason}\n`);
  }
  const counted = (outcome: string): number => report.lines.filter((line) => line.outcome === outcome).length;
  const states = options.publish ? `${report.published} published` : "left as drafts, publish them in the console";
  process.stdout.write(
    `${counted("new")} new, ${counted("changed")} changed, ${counted("unchanged")} unchanged, ` +
      `${report.vanished.length} gone, ${report.refused.length} not taken; ${states}\n`,
  );
  if (report.refused.length > 0) process.exitCode = 1;
}

function readLanguage(text: string | undefined): Language | null {
  if (text === undefined) return null;
  if (!isLanguage(text)) throw new AppError("REQUEST_INVALID", `"${text}" is none of the shop's languages.`);
  return text;
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function readTime(text: string): number {
  const [, count = "", unit = ""] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * (UNITS[unit] ?? 0);
  if (ms < 600_000)
    throw new AppError("REQUEST_INVALID", "--every takes a time of 10m or more, for example 24h or 7d.");
  return ms;
}
