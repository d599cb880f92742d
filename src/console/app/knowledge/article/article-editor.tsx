/** The text of an article: title, answer in Markdown with a preview, questions a line each, tags, link, reviewed until. */
import { useState } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import type { Language } from "../../../../contracts/language.ts";
import { useTexts } from "../../texts/use-texts.tsx";
import { MarkdownPreview } from "./markdown-preview.tsx";
import type { EditedText } from "./standing.ts";

interface ArticleEditorProps {
  readonly language: Language;
  readonly edited: EditedText;
  readonly isReadOnly: boolean;
  readonly onChange: (edited: EditedText) => void;
}

export function ArticleEditor({ language, edited, isReadOnly, onChange }: ArticleEditorProps) {
  const { text } = useTexts();
  const change = (part: Partial<EditedText>) => onChange({ ...edited, ...part });
  return (
    <div className="editor">
      <div className="field">
        <label htmlFor="article-title-field">{text("article.title")}</label>
        <input
          id="article-title-field"
          dir={edited.title === "" ? undefined : "auto"}
          lang={language}
          maxLength={200}
          readOnly={isReadOnly}
          value={edited.title}
          onChange={(event) => change({ title: event.currentTarget.value })}
        />
      </div>
      <Tabs className="editor-tabs">
        <TabList className="tab-list" aria-label={text("article.body")}>
          <Tab id="write" className="tab">
            {text("article.write")}
          </Tab>
          <Tab id="preview" className="tab">
            {text("article.preview")}
          </Tab>
        </TabList>
        <TabPanel id="write">
          <textarea
            className="textarea textarea-body"
            aria-label={text("article.body")}
            dir={edited.body === "" ? undefined : "auto"}
            lang={language}
            readOnly={isReadOnly}
            value={edited.body}
            onChange={(event) => change({ body: event.currentTarget.value })}
          />
        </TabPanel>
        <TabPanel id="preview">
          <MarkdownPreview language={language} markdown={edited.body} />
        </TabPanel>
      </Tabs>
      <p className="muted small">{text("article.bodyHint")}</p>
      <Lines
        id="article-questions"
        label={text("article.questions", { count: edited.questions.length })}
        hint={text("article.questionsHint")}
        language={language}
        isReadOnly={isReadOnly}
        lines={edited.questions}
        onChange={(questions) => change({ questions })}
      />
      <div className="editor-row">
        <div className="field">
          <label htmlFor="article-tags">{text("article.tags")}</label>
          <input
            id="article-tags"
            dir="auto"
            readOnly={isReadOnly}
            value={edited.tags.join(", ")}
            onChange={(event) => change({ tags: splitTags(event.currentTarget.value) })}
          />
        </div>
        <div className="field">
          <label htmlFor="article-until">{text("article.reviewedUntil")}</label>
          <input
            id="article-until"
            type="date"
            readOnly={isReadOnly}
            value={edited.reviewedUntil ?? ""}
            onChange={(event) => change({ reviewedUntil: event.currentTarget.value || null })}
          />
        </div>
      </div>
      <div className="field">
        <label htmlFor="article-url">{text("article.url")}</label>
        <input
          id="article-url"
          type="url"
          dir="ltr"
          readOnly={isReadOnly}
          value={edited.url ?? ""}
          onChange={(event) => change({ url: event.currentTarget.value.trim() || null })}
        />
      </div>
    </div>
  );
}

/** A comma that was just typed must not vanish under the writer's hands. */
function splitTags(value: string): readonly string[] {
  return value.split(",").map((tag, at, all) => (at === all.length - 1 ? tag.trimStart() : tag.trim()));
}

interface LinesProps {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly language: Language;
  readonly isReadOnly: boolean;
  readonly lines: readonly string[];
  readonly onChange: (lines: readonly string[]) => void;
}

function Lines({ id, label, hint, language, isReadOnly, lines, onChange }: LinesProps) {
  const [typed, setTyped] = useState(() => lines.join("\n"));
  const isSame = JSON.stringify(readLines(typed)) === JSON.stringify(lines);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="textarea"
        rows={6}
        dir="auto"
        lang={language}
        readOnly={isReadOnly}
        aria-describedby={`${id}-hint`}
        // What was typed, empty lines and all, as long as it says the same; else somebody else changed it.
        value={isSame ? typed : lines.join("\n")}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          onChange(readLines(event.currentTarget.value));
        }}
      />
      <p id={`${id}-hint`} className="muted">
        {hint}
      </p>
    </div>
  );
}

function readLines(typed: string): readonly string[] {
  return typed
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
