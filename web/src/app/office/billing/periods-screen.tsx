/** The accountant's periods: close the days that are over, and hand over their file, the same bytes every time. */
import { Alert, Anchor, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconDownload, IconLock } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { may, useMe } from "@/api/session";
import { DataTable, useListSearch } from "@/components/data-table";
import { Page } from "@/components/page";
import { tellDone, tellProblem } from "@/components/problem-notice";
import type { Column } from "@/components/record";
import { closePeriod } from "@/features/billing/api/close-period";
import { type Period, periodsQuery } from "@/features/billing/api/list-periods";
import { addDays, browserZone, dateIn, dateTime, plainDate } from "@/lib/dates";
import { personName } from "@/lib/people";

/** The month after the last closed day; else the one before this. */
function suggested(nextStartsOn: string | null, today: string): [string, string] {
  const firstOfThisMonth = `${today.slice(0, 8)}01`;
  const starts = nextStartsOn ?? `${addDays(firstOfThisMonth, -1).slice(0, 8)}01`;
  const intoNext = addDays(`${starts.slice(0, 8)}01`, 31);
  const ends = addDays(`${intoNext.slice(0, 8)}01`, -1);
  const yesterday = addDays(today, -1);
  return [starts, ends < yesterday ? ends : yesterday];
}

export function PeriodsScreen() {
  const me = useMe();
  const queryClient = useQueryClient();
  const [{ page = 1 }] = useListSearch();
  const periods = useQuery(periodsQuery(page));
  const zone = browserZone();
  const columns: Column<Period>[] = [
    { label: "Days", render: (row) => <strong>{`${plainDate(row.starts_on)} – ${plainDate(row.ends_on)}`}</strong> },
    { label: "Lines", align: "right", render: (row) => row.lines },
    { label: "Closed", render: (row) => `${dateTime(row.closed_at, zone)}, ${personName(row.closed_by)}` },
    {
      label: "Fingerprint",
      render: (row) => (
        <Text span size="xs" ff="monospace" title={`SHA-256 ${row.sha256}`}>
          {row.sha256.slice(0, 12)}…
        </Text>
      ),
    },
    {
      label: "",
      align: "right",
      render: (row) => (
        <Anchor href={`/api/periods/${row.id}/csv`} size="sm" onClick={(event) => event.stopPropagation()}>
          <Group gap={4} wrap="nowrap" justify="flex-end">
            <IconDownload size={14} /> CSV
          </Group>
        </Anchor>
      ),
    },
  ];
  const close = () =>
    modals.open({
      title: "Close the books of some days",
      children: (
        <CloseForm
          nextStartsOn={periods.data?.next_starts_on ?? null}
          today={dateIn(me.now, zone)}
          onClose={async (starts_on, ends_on) => {
            try {
              const period = await closePeriod({ starts_on, ends_on });
              modals.closeAll();
              tellDone(`Closed, with ${period.lines} ${period.lines === 1 ? "line" : "lines"}.`);
            } catch (error) {
              tellProblem(error);
            }
            await queryClient.invalidateQueries({ queryKey: ["periods"] });
          }}
        />
      ),
    });
  return (
    <Page
      title="Accounting"
      hint="One file for the accountant per period; a closed period never changes and comes out byte for byte again"
      actions={
        may(me, "money") && (
          <Button leftSection={<IconLock size={15} />} disabled={!periods.data} onClick={close}>
            Close a period…
          </Button>
        )
      }
    >
      <DataTable
        label="Closed periods"
        query={periods}
        columns={columns}
        rowKey={(row) => row.id}
        searchable={false}
        empty="Nothing is closed yet. Close a month when it is over: its invoices, credit notes and payments become one file."
      />
    </Page>
  );
}

function CloseForm({ nextStartsOn, today, onClose }: { nextStartsOn: string | null; today: string; onClose: (startsOn: string, endsOn: string) => Promise<void> }) {
  const [first, last] = suggested(nextStartsOn, today);
  const [starts, setStarts] = useState(first);
  const [ends, setEnds] = useState(last);
  const [busy, setBusy] = useState(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setBusy(true);
        void onClose(starts, ends).finally(() => setBusy(false));
      }}
    >
      <Stack>
        <Group grow>
          <TextInput
            label="From"
            type="date"
            required
            value={starts}
            readOnly={nextStartsOn !== null}
            description={nextStartsOn === null ? undefined : "The day after the last period"}
            onChange={(event) => setStarts(event.currentTarget.value)}
          />
          <TextInput label="To" type="date" required max={addDays(today, -1)} value={ends} onChange={(event) => setEnds(event.currentTarget.value)} />
        </Group>
        <Alert color="orange" variant="light">
          Nothing more is dated into these days: no invoice, no credit note, no payment. This cannot be taken back.
        </Alert>
        <Group justify="space-between">
          <Anchor href={`/api/journal?starts_on=${starts}&ends_on=${ends}`} size="sm">
            Look at the file first
          </Anchor>
          <Button type="submit" loading={busy}>
            Close them
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
