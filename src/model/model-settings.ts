/** What it takes to reach a model server; `null` in the configuration means answering without one. */

/** Any server that speaks OpenAI's protocol. Nothing connects before the first use. */
export interface ModelSettings {
  readonly apiKey: string;
  /** With the version, e.g. "https://models.example/v1". */
  readonly baseUrl: string;
  readonly chatModel: string;
  /** Empty for a server that only writes. */
  readonly embeddingModel: string;
}
