/** The pictures of what helps: a spark for what is suggested, a pen for what is said otherwise. */
export function SparkIcon() {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d="M7 2.5 8.4 6.6 12.5 8 8.4 9.4 7 13.5 5.6 9.4 1.5 8l4.1-1.4zM12.5 2v3M11 3.5h3" />
    </svg>
  );
}

export function PenIcon() {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d="m3 13 .6-3L11 2.6l2.4 2.4L6 12.4zM9.4 4.2l2.4 2.4" />
    </svg>
  );
}
