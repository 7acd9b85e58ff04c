import { TableHead } from "./table_head.tsx";

interface FigureTableProps {
  /** What the rows are, then what the figures are. */
  head: readonly [string, ...string[]];
  rows: readonly { name: string; figures: readonly (string | number)[] }[];
}

/** Figures in rows and columns; where there is no room for columns, each row becomes a short list. */
export function FigureTable({ head, rows }: FigureTableProps) {
  const [, ...columns] = head;
  return (
    <div class="table_box">
      <table class="figure_table">
        <TableHead head={head} />
        <tbody>
          {rows.map(({ name, figures }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {figures.map((figure, i) => (
                <td key={columns[i]} data-column={columns[i]}>
                  {figure}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
