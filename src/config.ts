/** The only reader of process.env. Reports every fault at once, names settings, and never prints a value. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { z } from "zod";
import { AppError } from "./contracts/errors.ts";

export const ROLES = ["web", "worker", "gateway"] as const;
export type Role = (typeof ROLES)[number];

export interface ModelConfig {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly chatModel: string;
  readonly embeddingModel: string;
  /** In currency units per million tokens; null: unknown. */
  readonly price: ModelPriceConfig | null;
  /** Per million tokens; null: as dear as what the chat model reads. */
  readonly embeddingPrice: number | null;
}

export interface ModelPriceConfig {
  readonly input: number;
  readonly output: number;
}

/** Secrets with which what comes in from the shop's systems is signed; null: derived, or that way in is closed. */
export interface CommerceConfig {
  readonly eventsSecret: string | null;
  readonly shopifySecret: string | null;
  readonly woocommerceSecret: string | null;
  /** Of prices that name none, as in every product of Shopify and WooCommerce. */
  readonly shopCurrency: string | null;
}

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataFolder: string;
  readonly knowledgeFolder: string;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly secret: string | null;
  readonly model: ModelConfig | null;
  /** Asked when the first gives nothing. */
  readonly fallbackModel: ModelConfig | null;
  /** For each shop and day; null: no limit. Money in the unit of the prices. */
  readonly modelDailyTokens: number | null;
  readonly modelDailyCost: number | null;
  /** Of each shop: what buyers were sent and what agents have looked at. */
  readonly filesQuotaBytes: number;
  readonly logLevel: "info" | "warn" | "error" | "silent";
  /** What buyers and agents type, e.g. "https://help.example.com"; null: whatever Host they used. */
  readonly publicOrigin: string | null;
  readonly isBehindProxy: boolean;
  readonly shopName: string;
  readonly commerce: CommerceConfig;
  /** "host:port" inside, from which pages may be imported all the same. */
  readonly importHosts: readonly string[];
  /** "host:port" inside, which may be told by webhooks all the same, over http, too. */
  readonly webhookHosts: readonly string[];
  /** For the channels, which read their own settings: see adapters/index.ts. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const urlWith = (...protocols: readonly string[]) =>
  z.string().refine(
    (text) => {
      const url = URL.parse(text);
      return url !== null && protocols.includes(url.protocol);
    },
    `must be an address that begins with ${protocols.map((each) => `${each}//`).join(" or ")}`,
  );

const onOff = z.enum(["on", "off", "true", "false", "1", "0"], "must be on or off");

const amount = z.coerce.number("must be a number, e.g. 0.4").min(0, "must not be negative");

const MEGABYTE = 1_000_000;
export const DEFAULT_FILES_QUOTA = 2_000 * MEGABYTE;

/** Every setting of the program itself; `.env.example` lists the same names, checked by a test. */
export const SETTINGS = z.object({
  PORT: z.coerce
    .number("must be a whole number from 0 to 65535")
    .int("must be a whole number from 0 to 65535")
    .min(0, "must be a whole number from 0 to 65535")
    .max(65_535, "must be a whole number from 0 to 65535")
    .default(3000),
  HOST: z.string().default("0.0.0.0"),
  DRAGOMAN_DATA: z.string().default("./data"),
  DRAGOMAN_KNOWLEDGE: z.string().default("./knowledge"),
  DATABASE_URL: urlWith("postgres:", "postgresql:").optional(),
  REDIS_URL: urlWith("redis:", "rediss:").optional(),
  DRAGOMAN_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  DRAGOMAN_PUBLIC_URL: urlWith("http:", "https:").optional(),
  DRAGOMAN_BEHIND_PROXY: onOff.default("off"),
  DRAGOMAN_SHOP_NAME: z.string().max(80, "must have at most 80 characters").default("Harbour & Loom"),
  DRAGOMAN_SHOP_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be three capitals, for example EUR")
    .optional(),
  DRAGOMAN_IMPORT_HOSTS: z
    .string()
    .regex(/^[^\s,:]+:\d+(?:,[^\s,:]+:\d+)*$/, "must be host:port, with commas between several")
    .optional(),
  DRAGOMAN_WEBHOOK_HOSTS: z
    .string()
    .regex(/^[^\s,:]+:\d+(?:,[^\s,:]+:\d+)*$/, "must be host:port, with commas between several")
    .optional(),
  DRAGOMAN_EVENTS_SECRET: z.string().min(24, "must have at least 24 characters").optional(),
  SHOPIFY_WEBHOOK_SECRET: z.string().min(16, "must have at least 16 characters").optional(),
  WOOCOMMERCE_WEBHOOK_SECRET: z.string().min(16, "must have at least 16 characters").optional(),
  LOG_LEVEL: z.enum(["info", "warn", "error", "silent"], "must be info, warn, error or silent").default("info"),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: urlWith("http:", "https:").optional(),
  OPENAI_MODEL: z.string().default("gpt-4.1-mini"),
  OPENAI_EMBEDDING_MODEL: z.string().default("text-embedding-3-small"),
  OPENAI_INPUT_PRICE: amount.optional(),
  OPENAI_OUTPUT_PRICE: amount.optional(),
  OPENAI_EMBEDDING_PRICE: amount.optional(),
  OPENAI_FALLBACK_MODEL: z.string().optional(),
  OPENAI_FALLBACK_BASE_URL: urlWith("http:", "https:").optional(),
  OPENAI_FALLBACK_API_KEY: z.string().optional(),
  OPENAI_FALLBACK_INPUT_PRICE: amount.optional(),
  OPENAI_FALLBACK_OUTPUT_PRICE: amount.optional(),
  DRAGOMAN_MODEL_DAILY_TOKENS: z.coerce
    .number("must be a whole number")
    .int("must be a whole number")
    .min(0, "must not be negative")
    .optional(),
  DRAGOMAN_MODEL_DAILY_COST: amount.optional(),
  DRAGOMAN_FILES_MB: z.coerce
    .number("must be a whole number")
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .default(DEFAULT_FILES_QUOTA / MEGABYTE),
});

type Environment = Readonly<Record<string, string | undefined>>;

/** What is set, over the lines of `.env` in the working folder, or of the file that DRAGOMAN_ENV_FILE names. */
function readEnvironment(): Environment {
  const named = process.env["DRAGOMAN_ENV_FILE"];
  try {
    return { ...parseEnv(readFileSync(named ?? ".env", "utf8")), ...process.env };
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (named === undefined && code === "ENOENT") return process.env;
    throw new AppError("CONFIG_INVALID", `The settings in ${named ?? ".env"} cannot be read (${code}).`, {}, error);
  }
}

/** Throws CONFIG_INVALID with one line per fault. */
export function readConfig(environment: Environment = readEnvironment()): Config {
  // An empty setting in a .env file or compose file means "not set".
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const read = SETTINGS.safeParse(given);
  if (!read.success) {
    const faults = read.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    throw new AppError("CONFIG_INVALID", `${faults.join("; ")}. See .env.example.`, { settings: faults.length });
  }
  const settings = read.data;
  checkPrices(settings);
  return Object.freeze({
    port: settings.PORT,
    host: settings.HOST,
    dataFolder: resolve(settings.DRAGOMAN_DATA),
    knowledgeFolder: resolve(settings.DRAGOMAN_KNOWLEDGE),
    databaseUrl: settings.DATABASE_URL ?? null,
    redisUrl: settings.REDIS_URL ?? null,
    secret: settings.DRAGOMAN_SECRET ?? null,
    model: readModel(settings),
    fallbackModel: readFallbackModel(settings),
    modelDailyTokens: settings.DRAGOMAN_MODEL_DAILY_TOKENS ?? null,
    modelDailyCost: settings.DRAGOMAN_MODEL_DAILY_COST ?? null,
    filesQuotaBytes: settings.DRAGOMAN_FILES_MB * MEGABYTE,
    logLevel: settings.LOG_LEVEL,
    publicOrigin: settings.DRAGOMAN_PUBLIC_URL ? new URL(settings.DRAGOMAN_PUBLIC_URL).origin : null,
    isBehindProxy: ["on", "true", "1"].includes(settings.DRAGOMAN_BEHIND_PROXY),
    shopName: settings.DRAGOMAN_SHOP_NAME,
    webhookHosts: settings.DRAGOMAN_WEBHOOK_HOSTS?.split(",") ?? [],
    importHosts: settings.DRAGOMAN_IMPORT_HOSTS?.split(",") ?? [],
    commerce: {
      eventsSecret: settings.DRAGOMAN_EVENTS_SECRET ?? null,
      shopifySecret: settings.SHOPIFY_WEBHOOK_SECRET ?? null,
      woocommerceSecret: settings.WOOCOMMERCE_WEBHOOK_SECRET ?? null,
      shopCurrency: settings.DRAGOMAN_SHOP_CURRENCY ?? null,
    },
    environment: Object.freeze({ ...given }),
  });
}

type Settings = z.infer<typeof SETTINGS>;

/** A server of one's own often wants no key, so either of the two switches the model on. */
function readModel(settings: Settings): ModelConfig | null {
  if (settings.OPENAI_API_KEY === undefined && settings.OPENAI_BASE_URL === undefined) return null;
  return {
    apiKey: settings.OPENAI_API_KEY ?? "none",
    baseUrl: settings.OPENAI_BASE_URL ?? "https://api.openai.com/v1",
    chatModel: settings.OPENAI_MODEL,
    embeddingModel: settings.OPENAI_EMBEDDING_MODEL,
    price: readPrice(settings.OPENAI_INPUT_PRICE, settings.OPENAI_OUTPUT_PRICE),
    embeddingPrice: settings.OPENAI_EMBEDDING_PRICE ?? null,
  };
}

/** Another server, another model of the same one, or both: what is not named is the first one's. */
function readFallbackModel(settings: Settings): ModelConfig | null {
  const first = readModel(settings);
  const { OPENAI_FALLBACK_MODEL: chatModel, OPENAI_FALLBACK_BASE_URL: baseUrl } = settings;
  if (!first || (chatModel === undefined && baseUrl === undefined)) return null;
  // A key is never sent to a server that it was not given for.
  const apiKey = settings.OPENAI_FALLBACK_API_KEY ?? (baseUrl === undefined ? first.apiKey : "none");
  return {
    apiKey,
    baseUrl: baseUrl ?? first.baseUrl,
    chatModel: chatModel ?? first.chatModel,
    embeddingModel: "",
    price: readPrice(settings.OPENAI_FALLBACK_INPUT_PRICE, settings.OPENAI_FALLBACK_OUTPUT_PRICE),
    embeddingPrice: null,
  };
}

function readPrice(input: number | undefined, output: number | undefined): ModelPriceConfig | null {
  return input === undefined || output === undefined ? null : { input, output };
}

/** A limit in money without prices would be no limit at all, and nobody would notice. */
function checkPrices(settings: Settings): void {
  if (settings.DRAGOMAN_MODEL_DAILY_COST === undefined || !readModel(settings)) return;
  const first = readPrice(settings.OPENAI_INPUT_PRICE, settings.OPENAI_OUTPUT_PRICE);
  const second = readFallbackModel(settings);
  if (first && (!second || second.price)) return;
  const names = first ? "OPENAI_FALLBACK_INPUT_PRICE and _OUTPUT_PRICE" : "OPENAI_INPUT_PRICE and OPENAI_OUTPUT_PRICE";
  throw new AppError(
    "CONFIG_INVALID",
    `DRAGOMAN_MODEL_DAILY_COST needs ${names}, per million tokens. See .env.example.`,
  );
}
