/**
 * One program per data folder. The lock is a listening socket named after the folder's device and inode: the system
 * gives it to one process only and takes it back at any death, kill -9 included, so it can never be stale; and the same
 * folder has the same name through every link or mount. A lock file could do neither, and Node has no flock.
 */
import { readFileSync } from "node:fs";
import { rm, stat, writeFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "../contracts/errors.ts";
import { makeDataFolder } from "./make-data-folder.ts";

export interface DataFolderHold {
  /** Gives the folder free. */
  release(): Promise<void>;
}

/** Throws DATA_FOLDER_IN_USE, naming the process that holds it. */
export async function holdDataFolder(dataFolder: string): Promise<DataFolderHold> {
  await makeDataFolder(dataFolder);
  const { dev, ino } = await stat(dataFolder);
  const name = socketName(`dragoman-${dev}-${ino}`);
  const holderFile = join(dataFolder, "program.pid");
  const server = (await listen(name)) ?? (await listenAfterDeath(name));
  if (server === null) throw inUse(dataFolder, readHolder(holderFile));
  // For people and for the message above; the lock does not depend on it.
  await writeFile(holderFile, `${process.pid}\n`);
  return {
    release: async () => {
      await rm(holderFile, { force: true });
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Linux has names without a file; elsewhere the name is a file that a killed process leaves behind. */
function socketName(name: string): string {
  return process.platform === "linux" ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(name: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(null) : reject(error),
    );
    server.listen(name, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** Only where names are files: nobody answering on it means that its process died. */
async function listenAfterDeath(name: string): Promise<Server | null> {
  if (name.startsWith("\0") || (await answers(name))) return null;
  await rm(name, { force: true });
  return listen(name);
}

function answers(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(name);
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
  });
}

function readHolder(holderFile: string): number | null {
  try {
    return Number(readFileSync(holderFile, "utf8")) || null;
  } catch {
    return null; // it has the lock and has not written its number yet
  }
}

function inUse(dataFolder: string, pid: number | null): AppError {
  const who = pid === null ? "Another process" : `Process ${pid}`;
  const hint = `${who} holds ${dataFolder}: stop it, or give this one another folder with DRAGOMAN_DATA.`;
  return new AppError("DATA_FOLDER_IN_USE", hint, { dataFolder, pid });
}
