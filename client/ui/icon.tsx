/** The shapes of the app, drawn on a 24 by 24 grid with one stroke. */
const shapes = {
  home: "M4 11 12 4l8 7M6 10v9h12v-9M10 19v-5h4v5",
  book: "M5 5.5A1.5 1.5 0 0 1 6.5 4H19v16H6.5A1.5 1.5 0 0 1 5 18.5v-13ZM9 4v16M12 9h4M12 13h4",
  plus: "M12 5v14M5 12h14",
  more: "M5 7h14M5 12h14M5 17h14",
  back: "m14 6-6 6 6 6",
  forward: "m10 6 6 6-6 6",
  edit: "M5 19h3L19 8l-3-3L5 16v3ZM14 7l3 3",
  close: "M6 6l12 12M18 6 6 18",
  trash: "M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12",
  search: "M11 5a6 6 0 1 1 0 12 6 6 0 0 1 0-12ZM15.5 15.5 20 20",
  undo: "M9 6 5 10l4 4M5 10h9a5 5 0 0 1 0 10h-3",
  again: "M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4",
} as const;

/** The name of a shape. */
export type IconName = keyof typeof shapes;

/** Every shape there is. */
export const iconNames = Object.keys(shapes) as readonly IconName[];

/** A shape beside or instead of a word; it says nothing to a screen reader by itself. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      width="24"
      height="24"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={shapes[name]} />
    </svg>
  );
}
