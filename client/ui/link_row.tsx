import type { ComponentChildren } from "preact";
import { Icon } from "./icon.tsx";

interface LinkRowProps {
  href: string;
  title: string;
  more?: string;
  /** What stands before the arrow: a number, a state. */
  end?: ComponentChildren;
}

/** A line of a list that leads somewhere. */
export function LinkRow({ href, title, more, end }: LinkRowProps) {
  return (
    <li>
      <a class="row" href={href}>
        <span>
          <span class="row_title">{title}</span>
          {more !== undefined && <span class="row_more">{more}</span>}
        </span>
        <span class="row_end with_icon">
          {end}
          <Icon name="forward" />
        </span>
      </a>
    </li>
  );
}
