/** The office makes a technician's step for him: which, when it really was, and why it is not he who makes it. */
import { Button, Checkbox, Group, Modal, MultiSelect, NumberInput, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { get } from "@/api/client";
import { asProblem } from "@/api/problem";
import type { Schemas } from "@/api/schemas";
import { ProblemNotice, tellDone } from "@/components/problem-notice";
import { WallTimeInput } from "@/components/wall-time-input";
import { clockTime, localText } from "@/lib/dates";
import { instantOf, wallTimeOf } from "@/lib/wall-time";

import { acknowledgeHazard } from "../api/acknowledge-hazard";
import { answerChecklist } from "../api/answer-checklist";
import { workOrderQuery } from "../api/get-work-order";
import { type Step, STEPS, stepVisit } from "../api/step-visit";

const WORDS: Record<Step, string> = {
  depart: "left for the site",
  arrive: "arrived",
  start: "started work",
  pause: "paused the work",
  resume: "went on with the work",
  end_day: "ended the day, with work left",
  complete: "finished the job",
  stop: "stopped with work left",
  report_no_access: "found no access",
  leave: "had done his part and left",
};

/** The steps of one who goes along, by how far he is; the lead closes the visit. */
const OF_MEMBER: Record<string, Step[]> = {
  assigned: ["depart", "arrive"],
  traveling: ["arrive", "leave"],
  on_site: ["start", "leave"],
  working: ["pause", "leave"],
  paused: ["resume", "leave"],
};
const NEEDED = ["parts", "skill", "access", "approval", "time", "other"];

/** What of a visit is asked here; the board's row and the record's are both. */
export interface SteppedVisit {
  id: number;
  number: string;
  work_order_id: number;
  technician_id: number | null;
  crew: { technician_id: number; status: string }[];
  series_day: number | null;
  series_days: number | null;
  zone: string;
  moves: string[];
  actual: { departed_at: string | null; arrived_at: string | null; started_at: string | null };
}

/** Whether the job goes on another day: then a day ends without the job. */
const goesOn = (visit: Pick<SteppedVisit, "series_day" | "series_days">): boolean =>
  visit.series_day !== null && visit.series_days !== null && visit.series_day < visit.series_days;

export const stepsOf = (visit: Pick<SteppedVisit, "moves" | "technician_id" | "series_day" | "series_days">): Step[] =>
  visit.technician_id === null
    ? []
    : STEPS.filter((step) => (step === "end_day" ? goesOn(visit) && visit.moves.includes("complete") : visit.moves.includes(step)));

interface Props {
  visit: SteppedVisit | null;
  /** What the lead and those who go along are called. */
  nameOf: (technicianId: number) => string;
  onClose: () => void;
}

export function OnBehalfDialog({ visit, nameOf, onClose }: Props) {
  const [chosen, setChosen] = useState<{ visit: number; technician: number } | null>(null);
  const whose = chosen !== null && chosen.visit === visit?.id ? chosen.technician : (visit?.technician_id ?? null);
  const technicianName = whose === null ? "the technician" : nameOf(whose);
  // The company's time, asked anew each time: in a demo it is not this computer's.
  const me = useQuery({
    queryKey: ["now", visit?.id],
    queryFn: ({ signal }) => get<{ now: string }>("/api/me", { signal }),
    enabled: visit !== null,
    gcTime: 0,
    staleTime: Infinity,
  });
  return (
    <Modal opened={visit !== null} onClose={onClose} title={visit && `${visit.number}: a step for ${technicianName}`}>
      <ProblemNotice error={me.error} />
      {visit && visit.technician_id !== null && visit.crew.length > 0 && (
        <Select
          label="Whose step"
          mb="sm"
          allowDeselect={false}
          data={[
            { value: String(visit.technician_id), label: `${nameOf(visit.technician_id)}, who leads` },
            ...visit.crew.filter(({ status }) => status in OF_MEMBER).map(({ technician_id: id }) => ({ value: String(id), label: nameOf(id) })),
          ]}
          value={String(whose)}
          onChange={(next) => next && setChosen({ visit: visit.id, technician: Number(next) })}
        />
      )}
      {visit && me.data && <StepForm key={`${visit.id}.${String(whose)}`} visit={visit} whose={whose} technicianName={technicianName} now={me.data.now} onClose={onClose} />}
    </Modal>
  );
}

interface Hazard {
  id: number;
  title: string;
}

function StepForm({ visit, whose, technicianName, now, onClose }: Omit<Props, "visit" | "nameOf"> & { visit: SteppedVisit; whose: number | null; technicianName: string; now: string }) {
  const queryClient = useQueryClient();
  const member = visit.crew.find((one) => one.technician_id === whose);
  const steps = member ? (OF_MEMBER[member.status] ?? []) : stepsOf(visit);
  const [step, setStep] = useState<Step>(steps[0] ?? "depart");
  const [at, setAt] = useState(() => wallTimeOf(now, visit.zone));
  const [why, setWhy] = useState("");
  const [note, setNote] = useState("");
  const [minutes, setMinutes] = useState(60);
  const [needed, setNeeded] = useState<string[]>([]);
  const [waited, setWaited] = useState<number | "">("");
  const [ours, setOurs] = useState(false);
  const [answers, setAnswers] = useState<Record<number, string>>({});
  const [read, setRead] = useState(false);
  const [short, setShort] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const order = useQuery({ ...workOrderQuery(visit.work_order_id), enabled: step === "complete" });
  const open = step === "complete" ? (order.data?.checklist ?? []).filter((one) => one.visit_id === visit.id && one.is_required && !one.value) : [];
  const unread = error && asProblem(error).code === "hazards_unread" ? (asProblem(error).facts["hazards"] as Hazard[]) : [];
  const isShort = Boolean(error) && asProblem(error).code === "crew_incomplete";
  const before = member ? undefined : [visit.actual.started_at, visit.actual.arrived_at, visit.actual.departed_at].find((one) => one !== null);

  async function send(): Promise<void> {
    if (read) for (const hazard of unread) await acknowledgeHazard(visit.id, hazard.id);
    for (const question of open) {
      const value = answers[question.id]?.trim();
      if (value) await answerChecklist(visit.id, question.id, value);
    }
    const when = instantOf(at, visit.zone);
    if (when === null) return;
    await stepVisit(visit.id, step, {
      at: when,
      reason: why.trim(),
      ...(member ? { technician_id: member.technician_id } : {}),
      ...(short.trim() ? { short_reason: short.trim() } : {}),
      ...(step === "complete" || step === "end_day" ? { summary: note.trim() } : {}),
      ...(step === "report_no_access"
        ? { note: note.trim(), is_our_fault: ours, ...(waited === "" ? {} : { waited_s: waited * 60 }) }
        : {}),
      ...(step === "stop" ? { note: note.trim(), remaining_s: minutes * 60, needed } : {}),
    });
    tellDone(`${technicianName} ${WORDS[step]}: it is written down as said by you for him.`);
    onClose();
    await queryClient.invalidateQueries();
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setBusy(true);
        send()
          .catch(setError)
          .finally(() => setBusy(false));
      }}
    >
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <Select
            label={`What ${technicianName} did`}
            data={steps.map((value) => ({ value, label: WORDS[value] }))}
            value={step}
            allowDeselect={false}
            onChange={(next) => {
              if (next) setStep(next as Step);
              setError(null);
            }}
          />
          <WallTimeInput
            label="When it was"
            required
            description={before ? `On the site's clock; the step before was at ${clockTime(before, visit.zone)}` : "On the site's clock"}
            inputWrapperOrder={["label", "input", "description", "error"]}
            max={localText(now, visit.zone)}
            zone={visit.zone}
            value={at}
            onChange={setAt}
          />
        </SimpleGrid>
        {step === "stop" && (
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <NumberInput label="Work left" suffix=" min" min={1} allowDecimal={false} required value={minutes} onChange={(next) => setMinutes(Number(next) || 0)} />
            <MultiSelect label="Needed to go on" data={NEEDED} required value={needed} onChange={setNeeded} />
          </SimpleGrid>
        )}
        {step === "report_no_access" && (
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" style={{ alignItems: "end" }}>
            <NumberInput
              label="Waited"
              suffix=" min"
              min={0}
              max={1440}
              allowDecimal={false}
              description="Empty: from his arrival until then"
              inputWrapperOrder={["label", "input", "description", "error"]}
              value={waited}
              onChange={(next) => setWaited(next === "" ? "" : Number(next))}
            />
            <Checkbox label="It was our own fault" description="No fee is charged for it" checked={ours} onChange={(event) => setOurs(event.currentTarget.checked)} />
          </SimpleGrid>
        )}
        {open.map((question) => (
          <Answer key={question.id} question={question} value={answers[question.id] ?? ""} onChange={(value) => setAnswers({ ...answers, [question.id]: value })} />
        ))}
        {["complete", "end_day", "stop", "report_no_access"].includes(step) && (
          <Textarea label={step === "complete" || step === "end_day" ? "What was done" : "More about it"} autosize minRows={2} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        )}
        <TextInput
          label={step === "stop" || step === "report_no_access" ? "Reason" : `Why you and not ${technicianName}`}
          placeholder={step === "stop" ? "Pump broken; he rang in" : step === "report_no_access" ? "Nobody home; he rang in" : "His phone is dead"}
          required
          data-autofocus
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
        <ProblemNotice error={error} />
        {isShort && <TextInput label="Why it goes without the others" required value={short} onChange={(event) => setShort(event.currentTarget.value)} />}
        {unread.length > 0 && <Checkbox label={`${technicianName} was told: ${unread.map((one) => one.title).join(", ")}`} checked={read} onChange={(event) => setRead(event.currentTarget.checked)} />}
        <Text size="xs" c="dimmed">
          It stands in the history as said by you for {technicianName}, with this time and the time of entry.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
          <Button type="submit" loading={busy} disabled={!why.trim() || (step === "stop" && needed.length === 0)}>
            Write it down
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Answer({ question, value, onChange }: { question: Schemas["AnswerOut"]; value: string; onChange: (value: string) => void }) {
  const label = question.unit ? `${question.text} (${question.unit})` : question.text;
  if (question.kind === "yes_no")
    return (
      <Select
        label={label}
        required
        data={[
          { value: "yes", label: "Yes" },
          { value: "no", label: "No" },
        ]}
        value={value || null}
        onChange={(next) => onChange(next ?? "")}
      />
    );
  return <TextInput label={label} required inputMode={question.kind === "number" ? "decimal" : "text"} value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
}
