/** A table of questions and answers, as shops export them: any separator, headers in several languages. */
import { type CsvError, parse } from "csv-parse/sync";
import type { DecodeOutcome, DocumentRow, SkippedRow } from "../../contracts/document.ts";
import { refuse } from "./refuse.ts";

const HEADERS: Readonly<Record<"question" | "answer" | "language" | "key" | "tags", readonly string[]>> = {
  question: [
    "question",
    "questions",
    "q",
    "title",
    "pregunta",
    "frage",
    "domanda",
    "pergunta",
    "вопрос",
    "soru",
    "سؤال",
    "السؤال",
    "问题",
    "質問",
    "질문",
    "คำถาม",
    "câu hỏi",
    "pertanyaan",
  ],
  answer: [
    "answer",
    "answers",
    "a",
    "reply",
    "response",
    "body",
    "content",
    "respuesta",
    "réponse",
    "reponse",
    "antwort",
    "risposta",
    "resposta",
    "ответ",
    "cevap",
    "جواب",
    "الجواب",
    "الإجابة",
    "答案",
    "回答",
    "답변",
    "คำตอบ",
    "câu trả lời",
    "trả lời",
    "jawaban",
  ],
  language: [
    "language",
    "lang",
    "locale",
    "idioma",
    "langue",
    "sprache",
    "lingua",
    "язык",
    "dil",
    "اللغة",
    "语言",
    "言語",
    "언어",
    "ภาษา",
    "ngôn ngữ",
    "bahasa",
  ],
  key: ["key", "id", "slug", "article", "topic"],
  tags: ["tags", "keywords", "labels", "category"],
};
const MAX_ROWS = 20_000;
const MAX_QUESTION_LENGTH = 500;
const MAX_ANSWER_LENGTH = 20_000;

export function decodeTable(text: string): DecodeOutcome {
  const records = parseRecords(text);
  if (!records) return refuse("damaged");
  const [header, ...body] = records;
  const column = (name: keyof typeof HEADERS): number =>
    header?.cells.findIndex((cell) => HEADERS[name].includes(cell.trim().toLowerCase())) ?? -1;
  const at = { question: column("question"), answer: column("answer"), language: column("language") };
  if (at.question < 0 || at.answer < 0) return refuse("no-question-column");
  const rows: DocumentRow[] = [];
  const skipped: SkippedRow[] = [];
  for (const { cells, line } of body.slice(0, MAX_ROWS)) {
    const read = (index: number): string => disarm(cells[index]?.trim() ?? "");
    const question = read(at.question);
    const answer = read(at.answer);
    const reason = findFault(question, answer);
    if (reason) skipped.push({ line, reason });
    else {
      const tags = read(column("tags"))
        .split(/[,;|]/)
        .map((tag) => tag.trim())
        .filter((tag) => tag !== "");
      rows.push({ question, answer, language: read(at.language).toLowerCase(), key: read(column("key")), tags, line });
    }
  }
  if (body.length > MAX_ROWS)
    skipped.push({ line: MAX_ROWS + 2, reason: `only ${MAX_ROWS} rows are taken from one file` });
  return { kind: "decoded", document: { kind: "rows", rows, skipped } };
}

function findFault(question: string, answer: string): string | null {
  if (question === "" && answer === "") return "the row is empty";
  if (question === "") return "it has no question";
  if (answer === "") return "it has no answer";
  if (question.length > MAX_QUESTION_LENGTH) return `the question is longer than ${MAX_QUESTION_LENGTH} characters`;
  return answer.length > MAX_ANSWER_LENGTH ? `the answer is longer than ${MAX_ANSWER_LENGTH} characters` : null;
}

/** What a spreadsheet would compute when somebody opens an export of ours: it is text here and stays text there. */
function disarm(cell: string): string {
  return cell.replace(/^(?:[=@]|[+-](?=\D))+\s*/, "");
}

function parseRecords(text: string): { cells: string[]; line: number }[] | null {
  try {
    const rows = parse(text, {
      delimiter: chooseDelimiter(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      info: true,
      max_record_size: 200_000,
      to: MAX_ROWS + 2,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return rows.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (error) {
    // A record beyond all measure, or a quote that never closes.
    if ((error as CsvError).code?.startsWith("CSV_")) return null;
    throw error;
  }
}

function chooseDelimiter(text: string): string {
  const first = text.slice(0, 4_000).split(/\r?\n/)[0] ?? "";
  const counts = [",", ";", "\t", "|"].map((sign) => ({ sign, count: first.split(sign).length }));
  return counts.sort((one, other) => other.count - one.count)[0]?.sign ?? ",";
}
