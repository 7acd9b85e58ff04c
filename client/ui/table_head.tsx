/** The heads of a table's columns, the first of which is that of its rows. */
export function TableHead({ head }: { head: readonly string[] }) {
  return (
    <thead>
      <tr>
        {head.map((column) => (
          <th scope="col" key={column}>
            {column}
          </th>
        ))}
      </tr>
    </thead>
  );
}
