/** The fake model's replies to our small questions: what was meant, which passages answer, which questions to add. */

const MESSAGE = /<<message>>\n([\s\S]*?)\n<<end message>>/;
const LAST_BUYER_LINE = /^buyer: (.*)$/gm;
const CONVERSATION = /<<conversation>>\n([\s\S]*?)\n<<end conversation>>/;
const PASSAGE = /<<passage (\d+)>>\n([\s\S]*?)\n<<end passage \1>>/g;
const ARTICLE = /<<article>>\n([\s\S]*?)\n<<end article>>/;
/** "And to Mexico?": shorter is hardly a question of its own. */
const FOLLOW_UP_LENGTH = 30;

/** Null when the prompt asks for none of these. */
export function answerInJson(prompt: string): string | null {
  if (prompt.includes('"standalone"')) return JSON.stringify(understand(prompt));
  if (prompt.includes('"partly"')) return JSON.stringify(judge(prompt));
  if (ARTICLE.test(prompt)) return JSON.stringify({ questions: suggest(prompt) });
  return null;
}

function understand(prompt: string) {
  const question = MESSAGE.exec(prompt)?.[1] ?? "";
  const before = [...(CONVERSATION.exec(prompt)?.[1] ?? "").matchAll(LAST_BUYER_LINE)].at(-1)?.[1];
  const standalone =
    before && question.length < FOLLOW_UP_LENGTH ? `${before.replace(/[?？]$/, "")} ${question}` : question;
  return { standalone, translation: standalone, questions: [] };
}

/** "yes" when the passage holds at least two of the question's longer words. */
function judge(prompt: string): Record<string, string> {
  const words = wordsOf(MESSAGE.exec(prompt)?.[1] ?? "");
  return Object.fromEntries(
    Array.from(prompt.matchAll(PASSAGE), ([, number = "", text = ""]) => {
      const shared = [...wordsOf(text)].filter((word) => words.has(word)).length;
      return [number, shared >= 2 ? "yes" : "partly"];
    }),
  );
}

function suggest(prompt: string): string[] {
  const [title = ""] = (ARTICLE.exec(prompt)?.[1] ?? "").split("\n");
  return Array.from({ length: 12 }, (_, at) => `${title}: question number ${at + 1}?`);
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/\p{L}{4,}|\p{Script=Han}/gu) ?? []);
}
