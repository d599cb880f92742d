/** The names by which every practice shop knows its one channel and its trainer. */
import type { AgentId, ChannelAccountId } from "./ids.ts";
import type { ChannelName } from "./message.ts";

export const TRAINING_CHANNEL = "training" as ChannelName;
/** The same in every practice shop: an account is a row of a shop, and no real shop has this one. */
export const TRAINING_ACCOUNT_ID = "7a1e1a6e-0000-8000-8000-000000000001" as ChannelAccountId;
/** Who leaves the notes with the shop's rules. */
export const TRAINER_ID = "7a1e1a6e-0000-8000-8000-000000000002" as AgentId;
