/** From settings to a migrated database that was seen to keep shops apart. Ours is started when none is named. */
import type { Config } from "../config.ts";
import type { Clock, Logger } from "../contracts/runtime.ts";
import { findEmbeddedDatabase, startEmbeddedDatabase } from "../ops/embedded-database.ts";
import { holdDataFolder } from "../ops/hold-data-folder.ts";
import { deriveKey, readInstallationSecret } from "../ops/installation-secret.ts";
import { type OpenDatabase, openDatabase } from "../store/open-database.ts";
import { checkIsolation } from "../store/setup/check-isolation.ts";
import { migrate } from "../store/setup/migrate.ts";
import { prepareEmbeddedDatabase, prepareRoles, type RoleUrls } from "../store/setup/prepare-roles.ts";

export interface OpenStore {
  readonly database: OpenDatabase;
  readonly urls: RoleUrls;
  readonly secret: string;
  /** True when nobody else can be serving from this database: leases of dead processes may be freed at once. */
  readonly isAlone: boolean;
  close(): Promise<void>;
}

export interface StoreTools {
  readonly clock: Clock;
  readonly log: Logger;
  /** A server holds the data folder; a command may look while a server runs. */
  readonly mode: "serve" | "command";
  readonly maxConnections: number;
}

export async function openStore(config: Config, tools: StoreTools): Promise<OpenStore> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const isEmbedded = config.databaseUrl === null;
    if (isEmbedded && tools.mode === "serve") {
      const hold = await holdDataFolder(config.dataFolder);
      closers.push(() => hold.release());
    }
    const secret = await readInstallationSecret(config.dataFolder, config.secret ?? undefined);
    const ownerUrl = config.databaseUrl ?? (await startOwn(config, secret, { ...tools, closers }));
    const urls = await prepareRoles(ownerUrl, {
      runtime: deriveKey(secret, "database-runtime").toString("hex"),
      queue: deriveKey(secret, "database-queue").toString("hex"),
    });
    const ran = await migrate(urls.ownerUrl);
    if (ran.length > 0) tools.log.info("database-migrated", { migrations: ran });
    const database = openDatabase(urls.runtimeUrl, { maxConnections: tools.maxConnections, log: tools.log });
    closers.push(() => database.close());
    await checkIsolation(database.pool);
    return { database, urls, secret, isAlone: isEmbedded && tools.mode === "serve", close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A command that finds a server's PostgreSQL running uses it and leaves it running. */
async function startOwn(
  config: Config,
  secret: string,
  tools: StoreTools & { readonly closers: (() => Promise<void>)[] },
): Promise<string> {
  const options = { dataFolder: config.dataFolder, secret, log: tools.log, clock: tools.clock };
  const ownerPassword = deriveKey(secret, "database-owner").toString("hex");
  const running = tools.mode === "command" ? await findEmbeddedDatabase(options) : null;
  if (running !== null) return prepareEmbeddedDatabase(running.superuserUrl, ownerPassword);
  const started = await startEmbeddedDatabase(options);
  tools.closers.push(() => started.stop());
  return prepareEmbeddedDatabase(started.superuserUrl, ownerPassword);
}
