/** The few pictures: drawn in the text's colour, silent to screen readers, mirrored where they point. */
import type { ReactNode } from "react";

function Icon({ children, isDirected = false }: { readonly children: ReactNode; readonly isDirected?: boolean }) {
  return (
    <svg
      className={isDirected ? "icon icon-directed" : "icon"}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export const BackIcon = () => (
  <Icon isDirected>
    <path d="M10 3 5 8l5 5" />
  </Icon>
);
export const CheckIcon = () => (
  <Icon>
    <path d="m3 8.5 3.2 3.2L13 5" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="m4 4 8 8m0-8-8 8" />
  </Icon>
);
export const SearchIcon = () => (
  <Icon>
    <circle cx="7" cy="7" r="4" />
    <path d="m10 10 3.5 3.5" />
  </Icon>
);
export const AttachIcon = () => (
  <Icon>
    <path d="m13 7.2-5.3 5.3a3.2 3.2 0 0 1-4.5-4.5l5.6-5.6a2.1 2.1 0 0 1 3 3L6.3 10.9a1 1 0 0 1-1.5-1.5L9.7 4.6" />
  </Icon>
);
export const WarningIcon = () => (
  <Icon>
    <path d="M8 2.5 14.2 13.5H1.8zM8 6.8v3.1m0 1.8v.1" />
  </Icon>
);
export const DetailsIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="6" />
    <path d="M8 7.3v3.6m0-6v.1" />
  </Icon>
);
export const ChevronIcon = () => (
  <Icon>
    <path d="m4 6 4 4 4-4" />
  </Icon>
);
export const FileIcon = () => (
  <Icon>
    <path d="M4 2h5l3 3v9H4zM9 2v3h3" />
  </Icon>
);

export const NoteIcon = () => (
  <Icon>
    <path d="M3 3h10v7l-3 3H3zM10 13v-3h3M5.5 6h5m-5 2.5h3" />
  </Icon>
);
export const PeopleIcon = () => (
  <Icon>
    <circle cx="6" cy="6" r="2.5" />
    <path d="M1.5 13c.5-2.5 2.2-3.8 4.5-3.8s4 1.3 4.5 3.8M10.5 4a2.3 2.3 0 0 1 0 4.3M12.3 9.8c1.2.5 2 1.6 2.3 3.2" />
  </Icon>
);

/** What is suggested. */
export const SparkIcon = () => (
  <Icon>
    <path d="M7 2.5 8.4 6.6 12.5 8 8.4 9.4 7 13.5 5.6 9.4 1.5 8l4.1-1.4zM12.5 2v3M11 3.5h3" />
  </Icon>
);
/** What is said otherwise. */
export const PenIcon = () => (
  <Icon>
    <path d="m3 13 .6-3L11 2.6l2.4 2.4L6 12.4zM9.4 4.2l2.4 2.4" />
  </Icon>
);

export function BrandMark() {
  return <img className="brand-mark" src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={28} height={28} />;
}
export const FilterIcon = () => (
  <Icon>
    <path d="M2 4h12M4.5 8h7M7 12h2" />
  </Icon>
);
export const UpIcon = () => (
  <Icon>
    <path d="M8 13V3M4 7l4-4 4 4" />
  </Icon>
);
export const DownIcon = () => (
  <Icon>
    <path d="M8 3v10m-4-4 4 4 4-4" />
  </Icon>
);
