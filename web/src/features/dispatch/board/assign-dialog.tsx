/** Who could take this visit, asked from the judge now; choosing one places it there. */
import { Loader, Modal, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { ProblemNotice } from "@/components/problem-notice";

import { judgeVisit } from "../api/judge-visit";
import { CandidateList } from "../why/candidate-list";
import type { VisitRow } from "./types";

interface Props {
  visit: VisitRow | null;
  zone: string;
  onClose: () => void;
  onChoose: (visit: VisitRow, technicianId: number, startsAt: string) => void;
}

export function AssignDialog({ visit, zone, onClose, onChoose }: Props) {
  const judged = useQuery({
    queryKey: ["judge", visit?.id],
    queryFn: ({ signal }) => judgeVisit({ visit_id: visit?.id ?? 0 }, signal),
    enabled: visit !== null,
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Modal
      opened={visit !== null}
      onClose={onClose}
      size="lg"
      title={visit && `Assign ${visit.work_order_number}: ${visit.work_type}, ${visit.customer_name}`}
    >
      {judged.isPending && <Loader size="sm" />}
      <ProblemNotice error={judged.error} />
      {visit && judged.data && (
        <>
          <Text size="xs" c="dimmed" mb="xs">
            Cheapest first; the cost is counted in minutes of driving.
          </Text>
          <CandidateList
            candidates={judged.data}
            chosenId={visit.technician_id}
            runnerUpId={null}
            zone={zone}
            onChoose={(candidate) => {
              onClose();
              if (candidate.starts_at) onChoose(visit, candidate.technician_id, candidate.starts_at);
            }}
          />
        </>
      )}
    </Modal>
  );
}
