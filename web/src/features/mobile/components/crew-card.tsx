/** Who else is on a job, who leads it, and how far each of them is. */
import { IconPhone, IconStarFilled, IconUser } from "@tabler/icons-react";

import { Card } from "@/components/plain/kit";
import { STATUS } from "@/components/visit-status";

import type { DayVisit } from "../day";
import { useDay } from "../phone-context";

import styles from "./phone.module.css";

/** Who leads, or with whom he does, in a few words; nothing for one alone. */
export function crewWords(visit: DayVisit): string {
  if (visit.crew.length === 0) return "";
  const lead = visit.crew.find((one) => one.is_lead);
  const others = visit.crew.filter((one) => !one.is_lead).map((one) => one.name);
  if (visit.part === "member") return `${lead?.name ?? "Nobody"} leads`;
  return others.length > 0 ? `You lead, with ${others.join(", ")}` : `Takes ${visit.crew_size} people`;
}

export function CrewCard({ visit }: { visit: DayVisit }) {
  const me = useDay()?.technician.id;
  if (visit.crew.length === 0) return null;
  return (
    <Card title="Who is on it">
      <ul className={styles.list}>
        {visit.crew.map((one) => (
          <li key={one.technician_id}>
            {one.is_lead ? <IconStarFilled size={18} aria-hidden="true" /> : <IconUser size={18} aria-hidden="true" />}{" "}
            <strong>{one.technician_id === me ? "You" : one.name}</strong>
            {one.is_lead ? (one.technician_id === me ? " lead" : " leads") : ""}
            {one.role && `, ${one.role}`} · {STATUS[one.status].label}
            {one.phone && one.technician_id !== me && (
              <>
                {" · "}
                <a href={`tel:${one.phone}`}>
                  <IconPhone size={16} aria-hidden="true" /> {one.phone}
                </a>
              </>
            )}
          </li>
        ))}
      </ul>
      {visit.part === "member" && <p>The lead closes this job: checklist, signature and what is left are with him.</p>}
    </Card>
  );
}
