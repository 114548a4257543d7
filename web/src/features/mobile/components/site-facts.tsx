/** Where it is, who is there and what is known of it: the reading part of a job. */
import { IconPhone } from "@tabler/icons-react";

import { buttonClass, Card, Notice, Quiet } from "@/components/plain/kit";
import { plainDate, shortDate } from "@/lib/dates";

import type { Contact, DayVisit } from "../day";

import styles from "./phone.module.css";

const words = (code: string): string => code.replaceAll("_", " ");

const SEVERITY = { high: "danger", medium: "warn", low: "plain" } as const;

export function Hazards({ visit }: { visit: DayVisit }) {
  return visit.site.hazards.map((hazard) => (
    <Notice
      key={hazard.id}
      tone={SEVERITY[hazard.severity]}
      title={`${hazard.severity === "high" ? "⚠ Danger: " : "⚠ "}${hazard.title}`}
    >
      {hazard.note}
      {hazard.acknowledged_at && <strong>✓ Read</strong>}
    </Notice>
  ));
}

const HELD = { vulnerability: "Vulnerable", permit: "Permit", keys: "Keys", notice: "Notice" } as const;

export function HeldThere({ visit }: { visit: DayVisit }) {
  return (visit.conditions ?? []).map((one) => (
    <Notice key={one.id} tone={one.kind === "vulnerability" || one.kind === "permit" ? "warn" : "plain"} title={`${HELD[one.kind]}: ${one.value || one.reason}`}>
      {one.value !== "" && one.reason !== "" && <span className={styles.quoted}>{one.reason}</span>}
      <Quiet small>{[one.source, one.until_on && `until ${plainDate(one.until_on)}`].filter(Boolean).join(", ")}</Quiet>
    </Notice>
  ));
}

export const mapLink = ({ site }: DayVisit): string =>
  site.lat !== null && site.lon !== null
    ? `geo:${site.lat},${site.lon}?q=${site.lat},${site.lon}(${encodeURIComponent(site.name)})`
    : `geo:0,0?q=${encodeURIComponent(site.address)}`;

/** Who to ring first: somebody at the site before the office. */
export function firstPhone(visit: DayVisit, officePhone: string | null): string | null {
  return visit.contact_phone || (visit.site.contacts.find(({ phone }) => phone)?.phone ?? officePhone);
}

function ContactRow({ contact }: { contact: Pick<Contact, "name" | "role" | "phone"> }) {
  return (
    <li>
      <strong>{contact.name}</strong> <span>({words(contact.role)})</span>
      {contact.phone && (
        <a className={buttonClass} href={`tel:${contact.phone}`}>
          <IconPhone size={22} aria-hidden="true" /> {contact.phone}
        </a>
      )}
    </li>
  );
}

export function SiteCard({ visit }: { visit: DayVisit }) {
  const { site } = visit;
  return (
    <Card title={site.name} aside={<Quiet small>{visit.customer_name}</Quiet>}>
      <p>{site.address}</p>
      {site.access_notes && (
        <Notice title="How to get in">
          <span className={styles.quoted}>{site.access_notes}</span>
        </Notice>
      )}
      {(site.lat === null || site.lon === null) && <Quiet small>The place is not on the map yet; go by the address.</Quiet>}
      {(visit.contact_name !== "" || site.contacts.length > 0) && (
        <ul className={styles.list}>
          {visit.contact_name !== "" && (
            <ContactRow contact={{ name: visit.contact_name, role: "asked for it", phone: visit.contact_phone }} />
          )}
          {site.contacts.map((contact) => (
            <ContactRow key={contact.id} contact={contact} />
          ))}
        </ul>
      )}
    </Card>
  );
}

export function AssetCard({ visit }: { visit: DayVisit }) {
  const { asset } = visit;
  if (!asset) return null;
  const facts: [string, string | null][] = [
    ["Kind", words(asset.kind)],
    ["Make", [asset.make, asset.model].filter(Boolean).join(" ")],
    ["Serial", asset.serial],
    ["Where", asset.location],
    ["Installed", asset.installed_on && plainDate(asset.installed_on)],
    ["Warranty", asset.warranty_until && `until ${plainDate(asset.warranty_until)}`],
  ];
  return (
    <Card title={asset.name}>
      <dl className={styles.facts}>
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Card>
  );
}

export function HistoryCard({ visit }: { visit: DayVisit }) {
  return (
    <Card title="Here before">
      {visit.history.length === 0 ? (
        <Quiet>Nobody of us was here before.</Quiet>
      ) : (
        <ul className={styles.list}>
          {visit.history.map((past) => (
            <li key={`${past.work_order_number}-${past.ended_at}`}>
              <strong>
                {past.ended_at ? shortDate(past.ended_at, visit.zone) : past.work_order_number} · {past.work_type}
              </strong>
              <div>{past.summary || words(past.outcome)}</div>
              <Quiet small>
                {past.technician}, {past.work_order_number}
              </Quiet>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

export function HoldsNotice({ visit }: { visit: DayVisit }) {
  return visit.holds.map((hold) => (
    <Notice key={`${hold.kind}-${hold.reason}`} tone="warn" title={`On hold: ${words(hold.kind)}`}>
      {hold.reason}
    </Notice>
  ));
}

export function HelpChip({ visit }: { visit: DayVisit }) {
  if (!visit.needs_help) return null;
  return (
    <Notice tone={visit.help_acknowledged_at ? "good" : "warn"} title={visit.help_acknowledged_at ? "The office is on it" : "You asked for help"}>
      {visit.help_reason}
    </Notice>
  );
}
