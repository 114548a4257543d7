/** A state of a visit as a chip: icon and word on its colors. */
import { VisuallyHidden } from "@mantine/core";

import { STATUS, type VisitStatus } from "./visit-status";

export function StatusChip({ status, word = true }: { status: VisitStatus; word?: boolean }) {
  const look = STATUS[status];
  return (
    <span className="status-chip" data-status={status}>
      <span aria-hidden="true">{look.icon}</span>
      {word ? <span>{look.label}</span> : <VisuallyHidden>{look.label}</VisuallyHidden>}
    </span>
  );
}
