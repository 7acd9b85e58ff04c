import { kindNamed } from "../../shared/kinds/kinds.ts";
import { useApp } from "../app_context.ts";
import { listedKinds } from "../models/offered_kinds.ts";
import { Icon } from "../ui/icon.tsx";
import { LinkRow } from "../ui/link_row.tsx";
import { Page, Section } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";
import { SyncStatus } from "./sync_status.tsx";

/** Everything that has no place of its own on the bar. */
export function More() {
  const { logbook, logbooks, sync, may_write } = useApp();
  const account = logbooks.opened()?.account ?? null;
  const open = logbook.all("correction").filter((record) => record.status === "open").length;
  const names = listedKinds((kind) => logbook.all(kind).length);
  return (
    <Page title="More" actions={<SyncStatus />}>
      <Section title="What it adds up to">
        <ul class="rows">
          <LinkRow
            href="#/totals"
            title="Totals and reports"
            more="By aircraft, month, person; the medical form, 8710, insurance"
          />
          <LinkRow href="#/map" title="Map" more="Routes flown and airports visited" />
        </ul>
      </Section>
      <Section title="The book">
        <ul class="rows">
          {names.map((name) => (
            <LinkRow
              key={name}
              href={`#/records/${name}`}
              title={kindNamed(name)!.label_many}
              end={<span class="soft">{logbook.all(name).length}</span>}
            />
          ))}
        </ul>
      </Section>
      <Section title="Data">
        <ul class="rows">
          {may_write && (
            <LinkRow
              href="#/import"
              title="Import a file"
              more="ForeFlight, or a whole logbook (OPLF), with a preview"
            />
          )}
          <LinkRow
            href="#/corrections"
            title="Corrections"
            more="Edits that wait for your decision"
            end={open > 0 && <Status tone="bad">{open} open</Status>}
          />
          <LinkRow
            href="#/sync"
            title="Sync"
            more="What is unsent, what was refused and why"
            end={
              sync.report.value.refused.length > 0 && (
                <Status tone="bad">{sync.report.value.refused.length}</Status>
              )
            }
          />
        </ul>
      </Section>
      <Section title="Signatures">
        <ul class="rows">
          <LinkRow
            href="#/sign"
            title="Sign for a student"
            more="Read an entry from another device and sign it, with no network"
          />
          <LinkRow
            href="#/keys"
            title="Signing keys"
            more="Your own key, and the keys of those who sign for you"
          />
          <LinkRow
            href="#/reports/new"
            title="Make a report"
            more="What the logbook says on a day: kept, attested, signed"
          />
          {may_write && (
            <LinkRow
              href="#/reports/day"
              title="What it said on a day"
              more="By the reports kept that day, and by the audit log for any other"
            />
          )}
          <LinkRow
            href="#/inspection"
            title="Show to an inspector"
            more="Signatures and currency on top, the whole screen, nothing to change"
          />
          <LinkRow
            href="#/verify"
            title="Verify a file"
            more="Check an export, its signatures and its whole history, on this device"
          />
        </ul>
      </Section>
      <Section title="You">
        <ul class="rows">
          <LinkRow
            href="#/account"
            title="Account"
            more={
              account === null ? "None: this logbook is on this device only" : account.user.email
            }
          />
          <LinkRow
            href="#/grants"
            title="Who may see it"
            more="An instructor, a coordinator; and whose logbooks you may see"
          />
          <LinkRow
            href="#/settings"
            title="Settings"
            more="Tenths or HH:MM, light or dark, storage"
          />
          {logbooks.opened()?.is_sample !== true && (
            <li>
              <button type="button" class="row" onClick={() => logbooks.openSample()}>
                <span>
                  <span class="row_title">Try the sample logbook</span>
                  <span class="row_more">Kept apart from yours, thrown away in one tap</span>
                </span>
                <Icon name="forward" />
              </button>
            </li>
          )}
        </ul>
      </Section>
    </Page>
  );
}
