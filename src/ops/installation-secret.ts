/** The installation's one secret: given by the operator, or made once and kept in the data folder, readable by us only. */
import { hkdfSync, randomBytes } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../contracts/errors.ts";
import { makeDataFolder } from "./make-data-folder.ts";

const MIN_SECRET_LENGTH = 16;

/** Resolves to `given` when it is set, else to the content of `<dataFolder>/secret`, made on first use. */
export async function readInstallationSecret(dataFolder: string, given?: string): Promise<string> {
  if (given !== undefined && given !== "") return requireLength(given, "DRAGOMAN_SECRET");
  await makeDataFolder(dataFolder);
  const path = join(dataFolder, "secret");
  return requireLength((await readSecret(path)) ?? (await makeSecret(path)), path);
}

/** 32 bytes for one purpose. Whoever learns one derived key learns neither the secret nor another key. */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "dragoman", purpose, 32));
}

async function readSecret(path: string): Promise<string | null> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new AppError("CONFIG_INVALID", `Make ${path} readable for the user that runs Dragoman.`, {}, error);
  }
}

/** Written whole under another name first: a crash leaves no half secret, and of two makers one wins for both. */
async function makeSecret(path: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx", flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(draft);
  }
  return (await readFile(path, "utf8")).trim();
}

function requireLength(secret: string, origin: string): string {
  if (secret.length >= MIN_SECRET_LENGTH) return secret;
  throw new AppError("CONFIG_INVALID", `The secret in ${origin} must have ${MIN_SECRET_LENGTH} characters or more.`);
}
