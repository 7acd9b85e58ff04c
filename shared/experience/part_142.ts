/**
 * The same certificates and ratings after an approved course of a part 142 training center: more
 * credit for devices, and for some fewer hours in total. No entry says whether training was such a
 * course, so these are tables of their own. The 190 hours of 61.129(i)(3) are written from memory.
 */
import { atpTables } from "./atp.ts";
import { commercialTables } from "./commercial.ts";
import { commercialRotorcraftTables } from "./commercial_rotorcraft.ts";
import { instrumentTables } from "./instrument.ts";
import { privateTables } from "./private.ts";
import { type ExperienceTable, hours, type Requirement } from "./requirement.ts";

/** What the course changes of some tables. */
interface Course {
  tables: readonly string[];
  /** What is added to the paragraph. */
  paragraph: string;
  /** Hours in total, where they are fewer. */
  total?: number;
  /** Hours in devices that count, by line. */
  devices: Readonly<Record<string, number>>;
}

const courses: readonly Course[] = [
  {
    tables: ["faa_61_109_a", "faa_61_109_b", "faa_61_109_c", "faa_61_109_d", "faa_61_109_e"],
    paragraph: "(k)(2)-(3)",
    total: 35,
    devices: { total: 5, dual: 5 },
  },
  {
    tables: ["faa_61_129_a", "faa_61_129_b", "faa_61_129_e"],
    paragraph: "(i)(2)-(3)",
    total: 190,
    devices: { total: 100 },
  },
  { tables: ["faa_61_129_c"], paragraph: "(i)(2)", devices: { total: 50 } },
  {
    tables: ["faa_61_65_d", "faa_61_65_e"],
    paragraph: "(h)",
    devices: { instrument: 30, instrument_dual: 30 },
  },
  {
    tables: ["faa_61_159_a_ASEL", "faa_61_159_a_AMEL"],
    paragraph: "(a)(4)",
    devices: { instrument: 50 },
  },
];

/** A line leaves open whether the training was such a course; here it was. */
const asksOfCourse = /part 142/;

function inCourse(line: Requirement, { total, devices }: Course): Requirement {
  const { unknown, ...rest } = line;
  const open = unknown?.filter((words) => !asksOfCourse.test(words)) ?? [];
  const credit = devices[line.line];
  return {
    ...rest,
    ...(line.line === "total" && total !== undefined ? { need: hours(total) } : {}),
    ...(line.device !== undefined && credit !== undefined
      ? { device: { ...line.device, at_most: hours(credit) } }
      : {}),
    ...(open.length > 0 ? { unknown: open } : {}),
  };
}

/** The tables of those who took such a course. */
export const part142Tables: readonly ExperienceTable[] = [
  ...privateTables,
  ...instrumentTables,
  ...commercialTables,
  ...commercialRotorcraftTables,
  ...atpTables,
].flatMap((table) => {
  const course = courses.find(({ tables }) => tables.includes(table.table));
  if (course === undefined) return [];
  return [
    {
      ...table,
      table: `${table.table}_142`,
      title: `${table.title}, course of part 142`,
      regulation: `${table.regulation}, ${course.paragraph}`,
      lines: table.lines.map((line) => inCourse(line, course)),
    },
  ];
});
