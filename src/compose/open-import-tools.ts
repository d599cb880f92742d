/** What an import needs: a fetch that cannot be sent inward, and a reader that can be killed. Nothing starts before use. */
import type { Config } from "../config.ts";
import type { ImportTools } from "../contracts/sources.ts";
import { createDocumentReader } from "../ops/documents/create-document-reader.ts";
import { createSafeFetch } from "../ops/web/create-safe-fetch.ts";

export function openImportTools(config: Pick<Config, "importHosts">): ImportTools {
  return { fetchPage: createSafeFetch({ allowed: config.importHosts }), documents: createDocumentReader() };
}
