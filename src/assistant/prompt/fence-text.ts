/**
 * Makes text that others wrote safe to stand in a prompt: no invisible characters, no way to end its own fence, to look
 * like a passage number, or to speak in the voice of the system.
 */

/** `<<name>>` on a line of its own; only this file writes it, and nothing fenced can contain it. */
export function fenceText(name: string, text: string): string {
  return fenceLines(name, [text]);
}

/** Each text on a line of its own behind what we say of it, e.g. who spoke. */
export function fenceLines(name: string, texts: readonly string[], leads: readonly string[] = []): string {
  const lines = texts.map((text, at) => {
    const lead = leads[at];
    return lead === undefined ? defuseText(text) : `${lead}: ${defuseText(text).replace(/\s+/g, " ")}`;
  });
  return `<<${name}>>\n${lines.join("\n")}\n<<end ${name}>>`;
}

/** Signs that a model may read as `<` or `<<`, and their counterparts. Quotation marks stay, unless they name a fence. */
const OPENS = "<\\uFF1C\\uFE64\\u02C2\\u1438\\u276E\\u3008\\u27E8\\u2329\\u2039\\u2770\\u29FC";
const CLOSES = ">\\uFF1E\\uFE65\\u02C3\\u1433\\u276F\\u3009\\u27E9\\u232A\\u203A\\u2771\\u29FD";
const DOUBLE_OPENS = "\\u226A\\u27EA\\u22D8\\u00AB\\u300A\\u2AA1\\u00AB";
const DOUBLE_CLOSES = "\\u226B\\u27EB\\u22D9\\u00BB\\u300B\\u2AA2\\u00BB";
const FENCE_NAME = "(?:end\\b|passage|message|conversation|system|record|tool|voice|order|product)";
const OPEN_RUN = new RegExp(`[${OPENS}](?:[ \\t]*[${OPENS}])+`, "gu");
const CLOSE_RUN = new RegExp(`[${CLOSES}](?:[ \\t]*[${CLOSES}])+`, "gu");
const NAMED_OPEN = new RegExp(`[${DOUBLE_OPENS}${OPENS}]+\\s*(?=${FENCE_NAME})`, "giu");
const NAMED_CLOSE = new RegExp(`(?<=(?:end\\s+)?${FENCE_NAME}[\\s\\d]{0,6})\\s*[${DOUBLE_CLOSES}]+`, "giu");
/** `<|im_start|>`, `[INST]`, `<system>`, `</tool_call>`: marks that some models take for the frame of a talk. */
const FRAME_MARK =
  /<\s*\/?\s*\|?\s*(?:im_start|im_end|endoftext|eot_id|start_header_id|end_header_id|begin_of_text|system|assistant|user|developer|human|tool[\w-]*|function[\w-]*|instructions?|s)\s*\|?\s*>|\[\/?(?:INST|SYS|SYSTEM|ASSISTANT|USER|TOOL)\]|<\|[^|>\n]{0,40}\|>/giu;
/** At the beginning of a line it would look like somebody else's turn; in fifteen languages, for models read them all. */
const ROLE =
  /^([\s#>*_"'`[({-]*)(system|assistant|user|developer|tool|function|human|ai|buyer|shop|sistema|asistente|assistente|usuario|usuário|utente|utilisateur|système|benutzer|nutzer|assistent|sistem|asistan|kullanıcı|pengguna|asisten|система|ассистент|пользователь|النظام|نظام|المساعد|المستخدم|系统|系統|助手|用户|用戶|システム|アシスタント|ユーザー|시스템|어시스턴트|사용자|ระบบ|ผู้ช่วย|ผู้ใช้|hệ thống|trợ lý|người dùng)([\])}"'`*_ ]*(?:prompt|message)?[\])}"'`*_ ]*)[:：]/gimu;

export function defuseText(text: string): string {
  return defuseMarkup(stripInvisible(text).replace(/[\p{Co}\p{Cs}]/gu, ""))
    .replace(FRAME_MARK, " ")
    .replace(OPEN_RUN, "‹")
    .replace(CLOSE_RUN, "›")
    .replace(NAMED_OPEN, "‹ ")
    .replace(NAMED_CLOSE, " ›")
    .replace(ROLE, "$1$2$3 –")
    .replace(/[[【［〔]\s*\^?(\p{Nd}[\p{Nd}\s,;-]*)[\]】］〕]/gu, "($1)");
}

/** Pictures are dropped, links keep their words and their address as plain text: nothing is left to be copied as it is. */
function defuseMarkup(text: string): string {
  return text
    .replace(/!\[([^\]\n]{0,300})\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,200}\])?/gu, "$1")
    .replace(/\[([^\]\n]{1,300})\]\(\s*([^)\s]{0,2000})[^)\n]{0,200}\)/gu, "$1 ($2)")
    .replace(/^\s*\[[^\]\n]{1,200}\]:\s*\S.*$/gmu, "")
    .replace(
      /<\s*\/?\s*(?:img|picture|svg|script|style|iframe|object|embed|video|audio|link|meta|base|form|a)\b[^>\n]{0,2000}>?/giu,
      " ",
    );
}

/** What a person cannot see: tag characters, zero-width characters, variation selectors, bidi controls. */
export function stripInvisible(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/gu, "\n")
    .replace(/[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB\u2800]/gu, "")
    .replace(/(?![\t\n])\p{Cc}/gu, " ");
}
