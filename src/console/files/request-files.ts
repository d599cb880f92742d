/** The files beside a reply, as a request names them. */
import { z } from "zod";
import { MAX_FILES, type UploadId } from "../../contracts/files.ts";
import { idOf } from "../../http/input/request-fields.ts";

/** In the order in which the buyer gets them. */
export const UPLOAD_IDS = z.array(idOf<UploadId>()).max(MAX_FILES);
