/** A copy of the binaries where an account without rights can run them: a clone under /root is closed to it. */
import { randomBytes } from "node:crypto";
import { access, chmod, cp, mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { makeLibraryLinks, type PostgresBinaries } from "./find-binaries.ts";

/** Resolves to the folder of the copy, made once per version below `root`. */
export async function copyBinaries(binaries: PostgresBinaries, root: string): Promise<string> {
  const target = join(root, `postgres-${binaries.version}`);
  if (await isComplete(target)) return target;
  await mkdir(root, { recursive: true });
  await chmod(root, 0o755);
  // Copied aside and renamed: a second program copying at the same moment, or a crash, leaves no half copy in use.
  const draft = `${target}.${randomBytes(6).toString("hex")}`;
  await cp(binaries.folder, draft, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !source.endsWith(".a") && basename(source) !== "pkgconfig",
  });
  await makeLibraryLinks(draft);
  await openToAll(draft);
  try {
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await isComplete(target))) throw error;
  }
  return target;
}

/** A umask of 077 closed what was just copied. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, basename(entry.parentPath) === "bin" ? 0o755 : 0o644);
  }
}

async function isComplete(folder: string): Promise<boolean> {
  return access(join(folder, "bin", "postgres")).then(
    () => true,
    () => false,
  );
}
