/** Where a job stands, as steps. */
import type { JobStatus } from "../api/get-status";

import styles from "./portal.module.css";

const STEPS: readonly { status: JobStatus; label: string }[] = [
  { status: "received", label: "Received" },
  { status: "planned", label: "Planned" },
  { status: "on_the_way", label: "On the way" },
  { status: "on_site", label: "At work" },
  { status: "done", label: "Done" },
];

/** Waiting and canceled are no steps; the sentence says them. */
export function JobSteps({ status }: { status: JobStatus }) {
  const at = STEPS.findIndex((step) => step.status === status);
  if (at < 0) return null;
  return (
    <ol className={styles.steps}>
      {STEPS.map((step, index) => {
        const state = index < at || status === "done" ? "past" : index === at ? "now" : "ahead";
        return (
          <li key={step.status} className={styles.step} data-state={state} aria-current={index === at ? "step" : undefined}>
            <span className={styles.dot} aria-hidden="true">
              {state === "past" ? "✓" : index + 1}
            </span>
            <span>{step.label}</span>
          </li>
        );
      })}
    </ol>
  );
}
