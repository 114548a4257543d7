/** The crew of a visit beside the board: who leads, who goes along, and whom to send too. */
import { ActionIcon, Badge, Button, Checkbox, Group, Loader, Menu, Select, Stack, Table, Text } from "@mantine/core";
import { IconDots, IconStarFilled, IconUser, IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { asProblem } from "@/api/problem";
import { ProblemNotice, tellDone, tellProblem } from "@/components/problem-notice";
import { type ReasonAsked, ReasonDialog } from "@/components/reason-dialog";
import { StatusChip } from "@/components/status-chip";

import { addMember } from "../api/add-member";
import { changeLead } from "../api/change-lead";
import { crewCandidatesQuery } from "../api/list-crew-candidates";
import { brokenRules } from "../api/place-visit";
import { removeMember } from "../api/remove-member";
import { type Refused, RefusalDialog } from "../board/refusal-dialog";
import { asVisitStatus, type Candidate, missingPeople, type VisitRow } from "../board/types";

interface Props {
  visit: VisitRow;
  mayPlan: boolean;
  nameOf: (technicianId: number) => string;
  onRow: (row: VisitRow) => void;
}

const PLANNED_OR_ON = new Set(["scheduled", "dispatched", "traveling", "on_site", "working", "paused"]);

export function CrewPanel({ visit, mayPlan, nameOf, onRow }: Props) {
  const [adding, setAdding] = useState(false);
  const [allDays, setAllDays] = useState(true);
  const [asked, setAsked] = useState<ReasonAsked | null>(null);
  const [refused, setRefused] = useState<(Refused & { again: (reason?: string) => Promise<VisitRow>; done: string }) | null>(null);
  if (visit.technician_id === null) {
    return visit.crew_size > 1 ? <Text size="sm">Takes {visit.crew_size} people: give it to who leads, then add the others.</Text> : null;
  }
  const missing = missingPeople(visit);
  const open = mayPlan && PLANNED_OR_ON.has(visit.status);

  /** One change of the crew: the answer goes to the board, a refusal with its rules to whoever may set them aside. */
  async function run(what: string, done: string, change: (reason?: string) => Promise<VisitRow>, reason?: string) {
    try {
      onRow(await change(reason));
      tellDone(done);
      setAdding(false);
    } catch (error) {
      const problem = asProblem(error);
      const broken = brokenRules(problem);
      if (!broken) return tellProblem(error);
      setRefused({ what, broken, detail: problem.message, again: change, done });
    }
  }

  const add = (who: Candidate) =>
    void run(`${who.technician} along on ${visit.work_order_number}`, `${who.technician} goes along`, (reason) =>
      addMember({ visit_id: visit.id, technician_id: who.technician_id, version: visit.version, all_days: visit.series_day !== null && allDays, ...(reason ? { override_reason: reason } : {}) }),
    );
  const lead = (id: number) =>
    void run(`${nameOf(id)} leads ${visit.work_order_number}`, `${nameOf(id)} leads now`, (reason) =>
      changeLead({ visit_id: visit.id, technician_id: id, ...(reason ? { override_reason: reason } : {}) }),
    );
  const remove = (id: number) =>
    setAsked({
      title: `Take ${nameOf(id)} off ${visit.work_order_number}`,
      label: "Why he does not go along",
      confirm: "Take off",
      run: (reason) =>
        void run("", `${nameOf(id)} is taken off`, () => removeMember({ visit_id: visit.id, technician_id: id, reason })),
    });

  if (visit.crew_size === 1 && visit.crew.length === 0 && !adding)
    return open ? (
      <Button size="compact-sm" variant="default" leftSection={<IconUserPlus size={15} />} onClick={() => setAdding(true)}>
        Send somebody along
      </Button>
    ) : null;

  return (
    <Stack gap={6} role="group" aria-label="Crew">
      <Group gap={6}>
        <Text size="sm" fw={600}>
          Crew
        </Text>
        {missing > 0 && (
          <Badge color="orange" variant="light">
            {1 + visit.crew.length} of {visit.crew_size}
          </Badge>
        )}
      </Group>
      <Table withRowBorders={false} verticalSpacing={2} horizontalSpacing={4}>
        <Table.Tbody>
          <Table.Tr>
            <Table.Td w={22}>
              <IconStarFilled size={14} aria-hidden="true" />
            </Table.Td>
            <Table.Td>
              {nameOf(visit.technician_id)} leads{visit.role && `, ${visit.role}`}
            </Table.Td>
            <Table.Td>
              <StatusChip status={visit.status} />
            </Table.Td>
            <Table.Td />
          </Table.Tr>
          {visit.crew.map((one) => (
            <Table.Tr key={one.technician_id}>
              <Table.Td>
                <IconUser size={14} aria-hidden="true" />
              </Table.Td>
              <Table.Td>
                {nameOf(one.technician_id)}
                {one.role && `, ${one.role}`}
              </Table.Td>
              <Table.Td>{one.status === "missed" ? <Text size="xs">never came</Text> : <StatusChip status={asVisitStatus(one.status, visit)} />}</Table.Td>
              <Table.Td>
                {open && (
                  <Menu position="bottom-end">
                    <Menu.Target>
                      <ActionIcon size="sm" variant="subtle" color="gray" aria-label={`What to do with ${nameOf(one.technician_id)}`}>
                        <IconDots size={15} />
                      </ActionIcon>
                    </Menu.Target>
                    <Menu.Dropdown>
                      {["scheduled", "dispatched"].includes(visit.status) && <Menu.Item onClick={() => lead(one.technician_id)}>Let him lead</Menu.Item>}
                      {one.status === "assigned" && <Menu.Item onClick={() => remove(one.technician_id)}>Take off …</Menu.Item>}
                    </Menu.Dropdown>
                  </Menu>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {open && adding && visit.series_day !== null && (
        <Checkbox size="xs" label="On all later days too" checked={allDays} onChange={(event) => setAllDays(event.currentTarget.checked)} />
      )}
      {open && (adding ? <Picker visit={visit} onPick={add} onClose={() => setAdding(false)} /> : (
        <Button size="compact-sm" variant={missing > 0 ? "filled" : "default"} leftSection={<IconUserPlus size={15} />} onClick={() => setAdding(true)}>
          {missing > 0 ? `Find ${missing} more` : "Send somebody along"}
        </Button>
      ))}
      <ReasonDialog asked={asked} onClose={() => setAsked(null)} />
      <RefusalDialog
        refused={refused}
        onOverride={(reason) => refused && void run(refused.what, refused.done, refused.again, reason)}
        onClose={() => setRefused(null)}
      />
    </Stack>
  );
}

function Picker({ visit, onPick, onClose }: { visit: VisitRow; onPick: (who: Candidate) => void; onClose: () => void }) {
  const found = useQuery(crewCandidatesQuery(visit.id, visit.version, ""));
  if (found.isPending) return <Loader size="sm" />;
  if (found.error) return <ProblemNotice error={found.error} />;
  const { items } = found.data;
  return (
    <Group gap={6} wrap="nowrap" align="flex-end">
      <Select
        flex={1}
        size="xs"
        label="Who goes along"
        placeholder="By name"
        searchable
        defaultDropdownOpened
        nothingFoundMessage="Nobody by that name"
        data={items.map((one) => ({
          value: String(one.technician_id),
          label: one.feasible ? one.technician : `${one.technician} – ${one.broken[0]?.sentence ?? "not possible"}`,
        }))}
        onChange={(value) => {
          const who = items.find((one) => String(one.technician_id) === value);
          if (who) onPick(who);
        }}
      />
      <Button size="xs" variant="default" onClick={onClose}>
        Close
      </Button>
    </Group>
  );
}
