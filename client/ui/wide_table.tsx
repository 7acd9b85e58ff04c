import type { ComponentChildren } from "preact";
import { TableHead } from "./table_head.tsx";

interface WideTableProps {
  /** What the table is of; it names the part that scrolls. */
  label: string;
  head: readonly string[];
  rows: readonly { key: string; name: ComponentChildren; figures: readonly string[] }[];
  /** The last line, of all rows together. */
  foot?: { name: string; figures: readonly string[] };
}

/** `0`, `0.0`, `0:00`: said, but not so loud that it hides what is something. */
const isNothing = (figure: string) => /^0([.:]0+)?$/.test(figure);

/** Figures in more columns than a phone has room for: it scrolls sideways, its names stay. */
export function WideTable({ label, head, rows, foot }: WideTableProps) {
  const [, ...columns] = head;
  return (
    // What scrolls must be reached by the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div class="wide_table" role="region" aria-label={label} tabIndex={0}>
      <table>
        <TableHead head={head} />
        <tbody>
          {rows.map(({ key, name, figures }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              {figures.map((figure, i) => (
                <td key={columns[i]} class={isNothing(figure) ? "nothing" : ""}>
                  {figure}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {foot !== undefined && (
          <tfoot>
            <tr>
              <th scope="row">{foot.name}</th>
              {foot.figures.map((figure, i) => (
                <td key={columns[i]} class={isNothing(figure) ? "nothing" : ""}>
                  {figure}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}
