/** Both sides in their own language: what I read, translations asked for, and how a reply will arrive. */
import { z } from "zod";
import type { MessageId } from "../../contracts/ids.ts";
import { LANGUAGES } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { MessageTranslation } from "../../contracts/translation.ts";
import { readDesk } from "../../flows/case/keep-desk.ts";
import { previewReply } from "../../flows/translation/preview-reply.ts";
import { type CaseLanguages, wantTranslations } from "../../flows/translation/read-languages.ts";
import { saveReading } from "../../flows/translation/reading-languages.ts";
import { dropAbsent, idOf, TEXT, TICKET, unique } from "../../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, json } from "../console-route.ts";
import type {
  ReadingView,
  ReplyPreview,
  TicketLanguagesView,
  TranslationView,
} from "../../contracts/case-languages.ts";

const LANGUAGE = z.enum(LANGUAGES);
const READING = z
  .strictObject({
    reads: z.array(LANGUAGE).max(LANGUAGES.length).transform(unique).nullable(),
    consoleLanguage: LANGUAGE,
    isOff: z.boolean(),
  })
  .partial();
const WANTED = z.strictObject({
  messageId: idOf<MessageId>().optional(),
});
const WORDS = z.strictObject({
  text: TEXT,
});

export function createLanguageRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute(
      { method: "GET", path: "/desk/me/reading", permission: "session:own" },
      {},
      async (_input, { agent }) => {
        const [own, { languages }] = await Promise.all([
          ports.translations.agentLanguage(agent.shopId, agent.agentId),
          readDesk(agent, ports),
        ]);
        return json({ ...own, takes: languages } satisfies ReadingView);
      },
    ),
    agentRoute(
      { method: "PUT", path: "/desk/me/reading", permission: "session:own" },
      { body: READING },
      async ({ body }, { agent }) => {
        return json(await saveReading(agent, dropAbsent(body), ports));
      },
    ),
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/translations", permission: "tickets:work" },
      { params: TICKET, body: WANTED },
      async ({ params, body }, { agent }) => json(await wantTranslations(agent, { ...params, ...body }, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/translations/preview", permission: "tickets:work" },
      { params: TICKET, body: WORDS },
      async ({ params, body, signal }, { agent }) =>
        json((await previewReply(agent, { ...params, ...body }, ports, signal)) satisfies ReplyPreview),
    ),
  ];
}

export function viewLanguages(languages: CaseLanguages): TicketLanguagesView {
  const { buyer, writes, readsBuyer, isOff, hasModel, isMissing, manner } = languages;
  return {
    buyer,
    writes,
    readsBuyer,
    isOff,
    hasModel,
    isMissing,
    translations: Object.fromEntries(languages.translations.map((each) => [each.messageId, viewTranslation(each)])),
    ownWords: Object.fromEntries(languages.ownWords),
    manner,
  };
}

function viewTranslation(translation: MessageTranslation): TranslationView {
  switch (translation.state) {
    case "wanted":
      return { state: "wanted" };
    case "made":
      return {
        state: "made",
        text: translation.text,
        language: translation.language,
        doubts: translation.doubts,
      };
    case "failed":
      return { state: "failed", reason: translation.reason };
  }
}
