/** What PostgreSQL says of how it works, as EXPLAIN tells it. */
import pg from "pg";

/** A node of EXPLAIN's JSON. */
export interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Cond"?: string;
  "Join Type"?: string;
  "Actual Rows"?: number;
  Plans?: PlanNode[];
}

/** A node with all that lie below it. */
export function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

/**
 * The nodes of all that ran inside a statement, those of its triggers and functions too, with the
 * rows that each gave. The statement, of a user, is rolled back.
 */
export async function nodesInside(
  url: string,
  user_id: string,
  statement: string,
  values: readonly unknown[],
): Promise<PlanNode[]> {
  const client = new pg.Client({ connectionString: url });
  const nodes: PlanNode[] = [];
  client.on("notice", ({ message = "" }) => {
    const plan = /^duration: .*? plan:\n(.*)$/s.exec(message)?.[1];
    if (plan !== undefined) nodes.push(...nodesOf((JSON.parse(plan) as { Plan: PlanNode }).Plan));
  });
  await client.connect();
  try {
    await client.query(`load 'auto_explain';
      set auto_explain.log_min_duration = 0;
      set auto_explain.log_analyze = on;
      set auto_explain.log_timing = off;
      set auto_explain.log_nested_statements = on;
      set auto_explain.log_format = json;
      set auto_explain.log_level = notice;
      begin`);
    await client.query("select set_config('app.current_user_id', $1, true)", [user_id]);
    await client.query(statement, [...values]);
    await client.query("rollback");
    return nodes;
  } finally {
    await client.end();
  }
}
