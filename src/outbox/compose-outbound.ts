/** Makes what the outbox stores: fitted to the channel, and named after its cause so that it is queued once. */
import type { ChannelCapabilities } from "../contracts/channel-adapter.ts";
import type { FileCapabilities } from "../contracts/files.ts";
import type { AgentId, OutboundId } from "../contracts/ids.ts";
import type { Language } from "../contracts/language.ts";
import type { Choice, KeptPart, NewOutbound, OutboundCause, Source } from "../contracts/message.ts";
import type { IdSource } from "../contracts/runtime.ts";
import type { OwnWords } from "../contracts/translation.ts";
import { assertNever } from "../shared/assert-never.ts";
import { truncateText } from "../shared/clean-text.ts";
import { groupFiles } from "./group-files.ts";
import { splitText } from "./split-text.ts";

export interface Utterance {
  readonly cause: OutboundCause;
  readonly speaker: NewOutbound["speaker"];
  readonly agentId?: AgentId;
  readonly text: string;
  readonly language: Language;
  readonly choices?: readonly Choice[];
  readonly sources?: readonly Source[];
  readonly ownWords?: OwnWords | undefined;
  /** The caller has checked that the channel takes them. */
  readonly files?: readonly KeptPart[] | undefined;
}

/** A longer list of sources than this helps nobody and would crowd out the answer. */
const MAX_SOURCES = 4;
/** What an adapter adds around a source: number, brackets, a line break. */
const SOURCE_OVERHEAD = 12;
/** Never less text than this beside sources, however long their titles are. */
const MIN_TEXT_SHARE = 0.5;

/** One utterance as one or more messages; buttons and sources go with the last one. */
export function composeOutbound(
  utterance: Utterance,
  capabilities: ChannelCapabilities,
  ids: Pick<IdSource, "derive">,
): readonly NewOutbound[] {
  const sources = (utterance.sources ?? []).slice(0, MAX_SOURCES);
  const pieces = cutUp(utterance, textRoom(sources, capabilities.maxTextLength), capabilities.files);
  return pieces.map(({ text, files }, index) => {
    const isLast = index === pieces.length - 1;
    return {
      outboundId: ids.derive<OutboundId>(`${nameCause(utterance.cause)}:${index}`),
      cause: utterance.cause,
      speaker: utterance.speaker,
      agentId: utterance.agentId ?? null,
      text,
      language: utterance.language,
      choices: isLast ? fitChoices(utterance.choices ?? [], capabilities) : [],
      sources: isLast ? sources : [],
      ...(index === 0 && utterance.ownWords ? { ownWords: utterance.ownWords } : {}),
      ...(files.length > 0 ? { files } : {}),
    };
  });
}

interface Piece {
  readonly text: string;
  readonly files: readonly KeptPart[];
}

/** Each is one message of the platform. The words stand with the first files, or before them when they are too long. */
function cutUp({ text, files = [] }: Utterance, room: number, limits: FileCapabilities | undefined): readonly Piece[] {
  const groups = limits ? groupFiles(files, limits) : [];
  const words = text.trim();
  const isBeside = groups.length > 0 && words.length <= (limits?.maxTextLength ?? 0);
  const before = isBeside ? [] : splitText(text, room).map((piece) => ({ text: piece, files: [] }));
  return [...before, ...groups.map((group, index) => ({ text: isBeside && index === 0 ? words : "", files: group }))];
}

/** The id that a draft shown while the model writes shares with the answer's first message. */
export function outboundIdOf(cause: OutboundCause, ids: Pick<IdSource, "derive">): OutboundId {
  return ids.derive<OutboundId>(`${nameCause(cause)}:0`);
}

function nameCause(cause: OutboundCause): string {
  switch (cause.kind) {
    case "answer":
      return `answer:${cause.inReplyTo}`;
    case "notice":
      return `notice:${cause.notice}:${cause.inReplyTo}`;
    case "agent":
      return `agent:${cause.draftKey}`;
    default:
      return assertNever(cause);
  }
}

function textRoom(sources: readonly Source[], maxTextLength: number): number {
  const needed = sources.reduce(
    (sum, source) => sum + source.title.length + (source.url?.length ?? 0) + SOURCE_OVERHEAD,
    sources.length > 0 ? SOURCE_OVERHEAD * 2 : 0,
  );
  return Math.max(Math.floor(maxTextLength * MIN_TEXT_SHARE), maxTextLength - needed);
}

function fitChoices(choices: readonly Choice[], capabilities: ChannelCapabilities): readonly Choice[] {
  return choices.slice(0, capabilities.maxChoices).map((choice) => ({
    ...choice,
    label: truncateText(choice.label, capabilities.maxChoiceLabelLength),
  }));
}
