/** How the one job stands; prints cleanly. */
import { useQuery } from "@tanstack/react-query";

import { Button, Notice, Quiet, Refused } from "@/components/plain/kit";
import { type JobStatus, statusQuery } from "@/features/portal/api/get-status";
import { JobCard, VisitsCard } from "@/features/portal/components/job-facts";
import { JobSteps } from "@/features/portal/components/job-steps";
import styles from "@/features/portal/components/portal.module.css";
import { PortalPage } from "@/features/portal/components/portal-page";

import { LinkRefused } from "./link-refused";

const TONES: Partial<Record<JobStatus, "good" | "warn">> = { done: "good", waiting: "warn", canceled: "warn" };

export function StatusScreen() {
  const status = useQuery(statusQuery);
  if (status.isPending)
    return (
      <PortalPage company={null}>
        <Quiet>One moment …</Quiet>
      </PortalPage>
    );
  // A picture that is a little old is better than none; without any, say why.
  if (!status.data) return <LinkRefused error={status.error} onAgain={() => void status.refetch()} />;
  const job = status.data;
  return (
    <PortalPage company={job.company}>
      <h1>Your service visit</h1>
      <Notice tone={TONES[job.status] ?? "plain"} title={job.status_sentence} />
      <JobSteps status={job.status} />
      <VisitsCard job={job} />
      <JobCard job={job} />
      {status.error && <Refused error={status.error} />}
      <div className={styles.screenOnly}>
        <Button onClick={() => window.print()}>Print</Button>
      </div>
    </PortalPage>
  );
}
