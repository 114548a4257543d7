/** Nobody was there: the customer chooses when we come again, among what is offered, once. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { asProblem } from "@/api/problem";
import { Button, Notice, Quiet, Refused } from "@/components/plain/kit";
import { useParams } from "@/components/plain/routing";
import { rebookQuery } from "@/features/portal/api/open-rebook-link";
import { useRebookVisit } from "@/features/portal/api/rebook-visit";
import styles from "@/features/portal/components/portal.module.css";
import { PortalPage } from "@/features/portal/components/portal-page";
import { clockTime, longDate } from "@/lib/dates";
import { newId } from "@/lib/ids";

import { LinkRefused } from "./link-refused";

export function RebookScreen() {
  const { token = "" } = useParams();
  const offer = useQuery(rebookQuery(token));
  const rebook = useRebookVisit();
  const [chosen, setChosen] = useState<string | null>(null);
  const [key] = useState(newId);
  if (offer.isPending)
    return (
      <PortalPage company={null}>
        <Quiet>One moment …</Quiet>
      </PortalPage>
    );
  if (offer.error && asProblem(offer.error).code === "link_used")
    return (
      <PortalPage company={null}>
        <Notice tone="good" title="A time was chosen already">
          Call us if it no longer suits you.
        </Notice>
      </PortalPage>
    );
  if (offer.error) return <LinkRefused error={offer.error} onAgain={() => void offer.refetch()} />;
  const { company, site, work_type, reference, windows, zone } = offer.data;
  const span = (window: { starts_at: string; ends_at: string }) => `${clockTime(window.starts_at, zone)}–${clockTime(window.ends_at, zone)}`;
  if (rebook.data)
    return (
      <PortalPage company={company}>
        <h1>Thank you</h1>
        <Notice tone="good" title={`We come on ${longDate(rebook.data.starts_at, zone)}`}>
          Between {span(rebook.data)}.
        </Notice>
      </PortalPage>
    );
  const days = [...new Set(windows.map((window) => longDate(window.starts_at, zone)))];
  return (
    <PortalPage company={company}>
      <h1>Choose a new time</h1>
      <p>
        We could not get in for “{work_type}” at {[site.name, site.address].filter((words, index, all) => words && all.indexOf(words) === index).join(", ")} ({reference}). When may we come again?
      </p>
      {days.map((day) => (
        <fieldset key={day} className={styles.windows}>
          <legend>{day}</legend>
          {windows
            .filter((window) => longDate(window.starts_at, zone) === day)
            .map((window) => (
              <label key={window.starts_at}>
                <input type="radio" name="window" checked={chosen === window.starts_at} onChange={() => setChosen(window.starts_at)} />
                {span(window)}
              </label>
            ))}
        </fieldset>
      ))}
      {rebook.error && <Refused error={rebook.error} />}
      <Button tone="primary" disabled={chosen === null || rebook.isPending} onClick={() => chosen && rebook.mutate({ token, client_uuid: key, starts_at: chosen })}>
        {rebook.isPending ? "One moment …" : "Come then"}
      </Button>
    </PortalPage>
  );
}
