/** Requests and records from files: uploaded, judged, and let in by somebody; and the mailboxes letters arrive in. */
import { Anchor, Badge, Button, FileInput, Group, Paper, Select, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { may, useMe } from "@/api/session";
import { Rows } from "@/components/data-table";
import { Page, Section } from "@/components/page";
import { ProblemNotice, tellDone, tellProblem } from "@/components/problem-notice";
import { RecordSection } from "@/components/record-list";
import { applyImport } from "@/features/intake/api/apply-import";
import { discardImport } from "@/features/intake/api/discard-import";
import { badRowsQuery, type Batch, importKindsQuery, importProfilesQuery, importsQuery } from "@/features/intake/api/list-imports";
import { undoImport } from "@/features/intake/api/undo-import";
import { uploadImport } from "@/features/intake/api/upload-import";
import { AskedOfFile, FileJudged } from "@/features/intake/file-judged";
import { MAILBOXES } from "@/features/intake/records";
import { browserZone, dateTime } from "@/lib/dates";
import { personName } from "@/lib/people";

const STATUS: Record<Batch["status"], { label: string; color: string }> = {
  staging: { label: "being judged", color: "yellow" },
  asking: { label: "asks you", color: "orange" },
  staged: { label: "waits for you", color: "orange" },
  applying: { label: "coming in", color: "yellow" },
  applied: { label: "came in", color: "green" },
  undone: { label: "undone", color: "gray" },
  discarded: { label: "discarded", color: "gray" },
  unreadable: { label: "unreadable", color: "red" },
};

// Of one identity, so that it is called when another file is chosen and not whenever the screen is drawn.
const bringIntoView = (shown: HTMLElement | null): void => shown?.scrollIntoView({ block: "nearest" });

export function ImportScreen() {
  const me = useMe();
  const queryClient = useQueryClient();
  const imports = useQuery(importsQuery);
  const [chosen, setChosen] = useState<number | null>(null);
  const batch = imports.data?.items.find((one) => one.id === chosen) ?? null;
  const act = useMutation({
    mutationFn: (what: () => Promise<Batch>) => what(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["imports"] }),
    onError: tellProblem,
  });
  const writes = may(me, "dispatch");
  return (
    <Page title="Import" hint="A file is judged first; nothing comes in before you say so, and the same file twice adds nothing">
      {writes && <Upload onUploaded={(made) => setChosen(made.id)} />}
      {batch && (
        // Above the files, however many there are; whoever chose one far below is brought to it.
        <div key={batch.id} ref={bringIntoView}>
          {batch.what === "requests" && (batch.bad_rows > 0 || batch.refusal) && <Bad batch={batch} />}
          {batch.status === "asking" && <AskedOfFile batch={batch} />}
          {batch.what !== "requests" && batch.status !== "asking" && batch.status !== "staging" && <FileJudged key={batch.status} batch={batch} />}
        </div>
      )}
      <Section title="Files">
        <ProblemNotice error={imports.error} />
        {imports.data?.total === 0 && (
          <Text size="sm" c="dimmed">
            Nothing was imported yet.
          </Text>
        )}
        {imports.data && imports.data.total > 0 && (
          <Rows
            label="Files"
            rows={imports.data.items}
            rowKey={(row) => row.id}
            onOpen={(row) => setChosen(row.id)}
            faded={(row) => row.status === "discarded" || row.status === "undone"}
            columns={[
              { label: "File", render: (row) => <strong>{row.file_name}</strong> },
              { label: "Of", render: (row) => row.what.replaceAll("-", " ") },
              {
                label: "Status",
                render: (row) => (
                  <Badge variant="light" color={STATUS[row.status].color} tt="none">
                    {STATUS[row.status].label}
                  </Badge>
                ),
              },
              { label: "Rows", align: "right", render: (row) => row.read_rows },
              { label: "New", align: "right", render: (row) => row.good_rows },
              { label: "Changed", align: "right", render: (row) => row.changed_rows || "" },
              { label: "Bad", align: "right", render: (row) => row.bad_rows || "" },
              { label: "Known already", align: "right", render: (row) => row.known_rows || "" },
              { label: "Came in", align: "right", render: (row) => row.applied_rows || "" },
              { label: "By", render: (row) => `${personName(row.created_by)}, ${dateTime(row.created_at, browserZone())}` },
              {
                label: "",
                align: "right",
                render: (row) =>
                  writes && (
                    <Group gap={4} justify="flex-end" wrap="nowrap">
                      {row.moves.includes("undo") && row.applied_rows > 0 && (
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          color="red"
                          onClick={(event) => {
                            event.stopPropagation();
                            modals.openConfirmModal({
                              title: `Undo ${row.file_name}?`,
                              children: "Everything it brought is taken back, unless somebody has touched any of it since.",
                              labels: { confirm: "Undo it", cancel: "Leave it" },
                              confirmProps: { color: "red" },
                              onConfirm: () => act.mutate(() => undoImport(row.id)),
                            });
                          }}
                        >
                          Undo
                        </Button>
                      )}
                      {row.moves.includes("apply") && row.good_rows + row.changed_rows > 0 && (
                        <Button
                          size="compact-xs"
                          loading={act.isPending}
                          onClick={(event) => {
                            event.stopPropagation();
                            act.mutate(() => applyImport(row.id, { mode: "good" }));
                          }}
                        >
                          {row.bad_rows > 0 ? `Let the ${row.good_rows + row.changed_rows} good rows in` : "Let it in"}
                        </Button>
                      )}
                      {row.moves.includes("discard") && (
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          color="gray"
                          onClick={(event) => {
                            event.stopPropagation();
                            act.mutate(() => discardImport(row.id));
                          }}
                        >
                          Discard
                        </Button>
                      )}
                    </Group>
                  ),
              },
            ]}
          />
        )}
      </Section>
      <Exports />
      {may(me, "admin") && <RecordSection kind={MAILBOXES} filter={{}} />}
    </Page>
  );
}

function Upload({ onUploaded }: { onUploaded: (batch: Batch) => void }) {
  const queryClient = useQueryClient();
  const profiles = useQuery(importProfilesQuery).data?.items ?? [];
  const kinds = useQuery(importKindsQuery).data?.items ?? [];
  const [what, setWhat] = useState("customers");
  const [profile, setProfile] = useState("generic");
  const [file, setFile] = useState<File | null>(null);
  const kind = kinds.find((one) => one.name === what);
  const known = profiles.find((one) => one.name === profile);
  const upload = useMutation({
    mutationFn: (chosen: File) => uploadImport({ file: chosen, what, profile, zone: browserZone() }),
    onSuccess: async (batch) => {
      setFile(null);
      tellDone(`${batch.file_name} is being judged.`);
      await queryClient.invalidateQueries({ queryKey: ["imports"] });
      onUploaded(batch);
    },
  });
  return (
    <Paper withBorder p="sm" mb="lg" maw={760}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (file) upload.mutate(file);
        }}
      >
        <Stack gap="sm">
          <Group align="end">
            <FileInput label="File" placeholder="Choose a CSV file" accept=".csv,text/csv" flex={1} clearable value={file} onChange={setFile} />
            <Select
              label="What its rows are"
              w={180}
              allowDeselect={false}
              data={[...kinds.map((one) => ({ value: one.name, label: one.title })), { value: "requests", label: "Requests" }]}
              value={what}
              onChange={(next) => next && setWhat(next)}
            />
            {what === "requests" && <Select label="Kind of file" w={220} allowDeselect={false} data={profiles.map((one) => ({ value: one.name, label: one.title }))} value={profile} onChange={(next) => next && setProfile(next)} />}
            <Button type="submit" disabled={!file} loading={upload.isPending}>
              Judge it
            </Button>
          </Group>
          {kind && (
            <Text size="xs" c="dimmed">
              Columns: {kind.columns.map((column) => (column.required ? `${column.name} (needed)` : column.name)).join(", ")}. Other names are asked once and remembered.{" "}
              <Anchor size="xs" underline="always" href={`/api/import-kinds/${what}/template`} download>
                Template with two rows
              </Anchor>
            </Text>
          )}
          {what === "requests" && known && (
            <Text size="xs" c="dimmed">
              Columns: {known.required.join(", ")}
              {known.optional.length > 0 && `; if there: ${known.optional.join(", ")}`}. Times without a zone are read on the clock of {browserZone()}.
            </Text>
          )}
          <ProblemNotice error={upload.error} />
        </Stack>
      </form>
    </Paper>
  );
}

function Exports() {
  const kinds = useQuery(importKindsQuery).data?.items ?? [];
  return (
    <Section title="Give out">
      <Text size="sm" c="dimmed" mb={4}>
        Files that can be changed and imported again.
      </Text>
      <Group gap="md">
        {kinds.map((one) => (
          <Anchor key={one.name} size="sm" href={`/api/import-kinds/${one.name}/export`} download>
            {one.title}
          </Anchor>
        ))}
      </Group>
    </Section>
  );
}

function Bad({ batch }: { batch: Batch }) {
  const rows = useQuery(badRowsQuery(batch.id));
  return (
    <Section
      title={`What is wrong in ${batch.file_name}`}
      actions={
        batch.bad_rows > 0 && (
          <Anchor href={`/api/imports/${batch.id}/errors`} size="sm">
            All of it as a file
          </Anchor>
        )
      }
    >
      {batch.refusal && <Text c="var(--tone-bad)">{batch.refusal}</Text>}
      {rows.data && rows.data.total > 0 && (
        <Rows
          label="Bad rows"
          rows={rows.data.items}
          rowKey={(row) => row.line}
          columns={[
            { label: "Line", width: 80, align: "right", render: (row) => row.line },
            { label: "What is wrong", render: (row) => row.faults.map((fault) => Object.values(fault).filter(Boolean).join(": ")).join("; ") },
          ]}
        />
      )}
    </Section>
  );
}
