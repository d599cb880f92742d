/** An article's Markdown as it will read: paragraphs, headings, lists, tables as lines. Nothing of it becomes markup of ours. */
import type { ReactNode } from "react";
import { useTexts } from "../../texts/use-texts.tsx";

interface MarkdownPreviewProps {
  readonly language: string;
  readonly markdown: string;
}

export function MarkdownPreview({ language, markdown }: MarkdownPreviewProps) {
  const { text } = useTexts();
  const blocks = markdown.split(/\n{2,}|\n(?=#{1,6} )|(?<=^#{1,6} .*)\n/mu).filter((block) => block.trim() !== "");
  return (
    <div className="prose" dir="auto" lang={language}>
      {blocks.length === 0 ? <p className="muted">{text("article.nothing")}</p> : null}
      {blocks.map((block, at) => (
        <Block key={`${at}-${block}`} block={block.trim()} />
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: string }) {
  const heading = /^#{1,6}\s+(.*)$/u.exec(block)?.[1];
  if (heading !== undefined) return <p className="prose-heading">{spans(heading)}</p>;
  const lines = block.split("\n");
  const items = lines.map((line) => /^\s*(?:[-*+]|\d+[.)])\s+(.*)$/u.exec(line)?.[1]);
  if (items.every((item) => item !== undefined)) {
    const isNumbered = /^\s*\d/u.test(block);
    const List = isNumbered ? "ol" : "ul";
    return (
      <List className={isNumbered ? "prose-numbered" : "prose-list"}>
        {items.map((item, at) => (
          <li key={`${at}-${item}`}>{spans(item)}</li>
        ))}
      </List>
    );
  }
  return (
    <p>
      {lines.map((line, at) => (
        <span key={`${at}-${line}`}>
          {at > 0 ? <br /> : null}
          {spans(line)}
        </span>
      ))}
    </p>
  );
}

const SPAN = /\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|`([^`]+)`|\[([^\]]+)\]\([^)]*\)/u;

function spans(line: string): readonly ReactNode[] {
  const match = SPAN.exec(line);
  if (!match) return [line];
  const [whole, strong, soft, code, link] = match;
  const shown =
    strong === undefined ? (
      soft === undefined ? (
        code === undefined ? (
          <u key={match.index}>{link}</u>
        ) : (
          <code key={match.index}>{code}</code>
        )
      ) : (
        <em key={match.index}>{soft}</em>
      )
    ) : (
      <strong key={match.index}>{strong}</strong>
    );
  const rest = line.slice(match.index + whole.length);
  return [line.slice(0, match.index), shown, ...(rest === "" ? [] : [<span key="rest">{spans(rest)}</span>])];
}
