/** The file PostgreSQL writes its own messages to. It never holds a statement or a value: see the settings. */
import { type FileHandle, open, rename, stat } from "node:fs/promises";
import type { Place } from "./choose-place.ts";

const MAX_LOG_BYTES = 5_000_000;
const MAX_TAIL_BYTES = 4_000;

export interface ServerLog {
  readonly handle: FileHandle;
  /** Size when it was opened: what comes after belongs to this run. */
  readonly startsAt: number;
}

export async function openServerLog(place: Place): Promise<ServerLog> {
  const size = await stat(place.logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > MAX_LOG_BYTES) await rename(place.logFile, `${place.logFile}.old`);
  const handle = await open(place.logFile, "a+", 0o600);
  if (place.account) await handle.chown(place.account.uid, place.account.gid);
  return { handle, startsAt: size > MAX_LOG_BYTES ? 0 : size };
}

/** The end of what was written since the log was opened. */
export async function readTail(serverLog: ServerLog): Promise<string> {
  const { size } = await serverLog.handle.stat();
  const from = Math.max(serverLog.startsAt, size - MAX_TAIL_BYTES);
  const { buffer, bytesRead } = await serverLog.handle.read(Buffer.alloc(Math.max(size - from, 0)), { position: from });
  return buffer.subarray(0, bytesRead).toString("utf8").trim();
}
