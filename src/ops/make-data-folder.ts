/** Makes the data folder, or says in one line why the person who starts the program must choose another. */
import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { AppError } from "../contracts/errors.ts";

/** Throws CONFIG_INVALID. */
export async function makeDataFolder(dataFolder: string): Promise<void> {
  try {
    await mkdir(dataFolder, { recursive: true });
    await access(dataFolder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code = "no reason given" } = error as NodeJS.ErrnoException;
    const hint = `${dataFolder} cannot be written (${code}): give this user the right to, or set DRAGOMAN_DATA to another folder.`;
    throw new AppError("CONFIG_INVALID", hint, { dataFolder }, error);
  }
}
