/** One line of the thread: who speaks, what they say, its choices and its sources. */
import { useState } from "preact/hooks";
import type { Choice } from "../../../../src/contracts/message.ts";
import type { WidgetConfig, WidgetEntry } from "../../wire.ts";
import type { Thread } from "../thread/create-thread.ts";
import { FileList } from "./file-list.tsx";
import { Icon } from "./icons.tsx";
import type { AllowLink } from "./read-text.ts";
import { RichText } from "./rich-text.tsx";
import { SourceList } from "./source-list.tsx";
import { isRating, Thumbs } from "./thumbs.tsx";

export type Said = Extract<WidgetEntry, { kind: "message" }>;

export interface MessageItemParts {
  readonly said: Said;
  readonly config: WidgetConfig;
  readonly thread: Thread;
  readonly allowLink: AllowLink;
  /** The speaker differs from the line above, so it is named. */
  readonly isFirstOfRun: boolean;
  /** The buyer answered already, or something newer was said: the buttons have had their time. */
  readonly canChoose: boolean;
  readonly pressed: ReadonlySet<string>;
  readonly onChoose: (choice: Choice) => void;
}

export function MessageItem({
  said,
  config,
  thread,
  allowLink,
  isFirstOfRun,
  canChoose,
  pressed,
  onChoose,
}: MessageItemParts) {
  const [openNumber, setOpenNumber] = useState<number | null>(null);
  const toggle = (number: number) => setOpenNumber(number === openNumber ? null : number);
  const openSource = (number: number) =>
    said.sources.some((source) => source.number === number) ? () => toggle(number) : undefined;
  const thumbs = said.choices.filter(({ choiceId }) => isRating(choiceId));
  const choices = said.choices.filter(({ choiceId }) => !isRating(choiceId));
  return (
    <div class={`line from-${said.speaker}`}>
      {isFirstOfRun ? <SpeakerName said={said} config={config} /> : null}
      <div class="bubble" lang={said.language} dir={directionOf(said, config)}>
        {said.text !== "" && <RichText text={said.text} allowLink={allowLink} openSource={openSource} />}
        {said.files && <FileList outboundId={said.outboundId} files={said.files} config={config} thread={thread} />}
        {said.sources.length > 0 && (
          <SourceList
            sources={said.sources}
            openNumber={openNumber}
            label={config.texts["widget-sources"]}
            idBase={`source-${said.outboundId}`}
            allowLink={allowLink}
            onToggle={toggle}
          />
        )}
      </div>
      {thumbs.length > 0 && <Thumbs choices={thumbs} pressed={pressed} onChoose={onChoose} />}
      {canChoose && choices.length > 0 && (
        <div class="choices" lang={said.language}>
          {choices.map((choice) => (
            <button type="button" class="choice" key={choice.choiceId} dir="auto" onClick={() => onChoose(choice)}>
              {choice.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** Who speaks is always clear: the assistant by its mark, a person by name and initial, the shop's own notices by theirs. */
function SpeakerName({ said, config }: { said: Said; config: WidgetConfig }) {
  switch (said.speaker) {
    case "assistant":
      return <AssistantName config={config} />;
    case "agent": {
      const name = said.speakerName ?? config.shop;
      const [initial = ""] = Array.from(name);
      return (
        <span class="speaker">
          <span class="face" aria-hidden="true">
            {initial}
          </span>
          <span>{config.texts["widget-agent"].replace("{name}", () => isolate(name))}</span>
        </span>
      );
    }
    case "notice":
      return (
        <span class="speaker">
          <span class="face quiet">
            <Icon name="note" />
          </span>
          <span dir="auto">{config.shop}</span>
        </span>
      );
  }
}

/** The direction of the message's own language, which may not be the panel's: lists and quotes align with their text. */
function directionOf(said: Said, config: WidgetConfig): "ltr" | "rtl" | undefined {
  return config.languages.find((language) => language.tag === said.language)?.direction;
}

/** A Latin name inside an Arabic sentence, or the other way round, must not turn the sentence about. */
function isolate(name: string): string {
  return `\u2068${name}\u2069`;
}

export function AssistantName({ config }: { config: WidgetConfig }) {
  return (
    <span class="speaker">
      <span class="face">
        <Icon name="spark" />
      </span>
      {config.texts["widget-assistant"]}
    </span>
  );
}
