/** The real chat client, with a breaker of its own, on a fake server. */
import type { LanguageModel } from "../../../src/contracts/language-model.ts";
import { createChatModel } from "../../../src/model/create-chat-model.ts";
import { createRecordingHost } from "../../support/recording-host.ts";
import type { OpenAiFake } from "./start-openai-fake.ts";

export function createFakeChat({ apiKey, baseUrl }: Pick<OpenAiFake, "apiKey" | "baseUrl">): LanguageModel {
  const { log, metrics } = createRecordingHost();
  return createChatModel({ apiKey, baseUrl, chatModel: "fake-chat", embeddingModel: "" }, { log, metrics });
}
