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

export function BrandMark() {
  return <img className="brand-mark" src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={28} height={28} />;
}
