import { boolean, json, text } from "../fields.ts";
import { defineKind } from "./kind.ts";

/** A currency rule of the owner's own, as data. Architecture overview. */
export const currencyRule = defineKind({
  kind: "currency_rule",
  table: "currency_rules",
  label: "Currency rule",
  label_many: "Currency rules",
  fields: {
    name: text("Name", { required: true }),
    regulation_ref: text("Regulation"),
    rule_config: json("Rule"),
    is_active: boolean("In use", { default: true }),
  },
  title: (record) => record.name,
});
