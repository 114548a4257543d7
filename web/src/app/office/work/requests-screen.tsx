/** Triage: what was asked for, accepted into a work order or rejected with a reason. */
import { Anchor, Badge, Button, Drawer, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { urlOf } from "@/api/client";
import { may, useMe } from "@/api/session";
import { DataTable, PAGE_SIZE, useListSearch } from "@/components/data-table";
import { Facts, Page } from "@/components/page";
import { ProblemNotice, tellDone } from "@/components/problem-notice";
import { type ReasonAsked, ReasonDialog } from "@/components/reason-dialog";
import type { Column } from "@/components/record";
import { RecordSelect } from "@/components/record-select";
import { SavedViews } from "@/features/search/saved-views";
import { acceptRequest } from "@/features/work/api/accept-request";
import { requestsQuery, type ServiceRequest } from "@/features/work/api/list-requests";
import { reconsiderRequest } from "@/features/work/api/reconsider-request";
import { rejectRequest } from "@/features/work/api/reject-request";
import { PRIORITIES } from "@/features/work/records";
import { browserZone, dateTime } from "@/lib/dates";

const COLOR: Record<ServiceRequest["status"], string> = { new: "orange", accepted: "green", rejected: "gray", joined: "blue" };

const COLUMNS: Column<ServiceRequest>[] = [
  { label: "Number", width: 96, render: (row) => <strong>{row.number}</strong> },
  {
    label: "Status",
    width: 100,
    render: (row) => (
      <Badge variant="light" color={COLOR[row.status]} tt="none">
        {row.status}
      </Badge>
    ),
  },
  { label: "Came by", width: 80, render: (row) => row.channel },
  { label: "From", render: (row) => row.customer_name ?? (row.contact_name || row.contact_email) },
  { label: "Where", render: (row) => row.site_name ?? (row.address || <Text span c="var(--tone-warn)" size="sm">no site yet</Text>) },
  { label: "What", render: (row) => row.description.slice(0, 110) },
  { label: "Received", render: (row) => dateTime(row.received_at, browserZone()) },
  { label: "Work order", render: (row) => row.work_order_number ?? "" },
];

export function RequestsScreen() {
  const me = useMe();
  const [{ page = 1, search, filter = "new" }, change] = useListSearch();
  const requests = useQuery({
    ...requestsQuery({ page, page_size: PAGE_SIZE, search, status: filter === "all" ? undefined : filter }),
    refetchInterval: 15_000,
  });
  const [open, setOpen] = useState<ServiceRequest | null>(null);
  return (
    <Page
      title="Requests"
      hint="What customers ask for, before it is accepted"
      actions={
        may(me, "dispatch") && (
          <Button component={Link} to="/work-orders/new">
            New request
          </Button>
        )
      }
    >
      <DataTable
        label="Requests"
        query={requests}
        columns={COLUMNS}
        rowKey={(row) => row.id}
        searchable
        empty={filter === "new" ? "Nothing waits for triage." : "No requests."}
        onOpen={setOpen}
        csv={urlOf("/api/requests.csv", { query: { search, status: filter === "all" ? undefined : filter } })}
        tools={
          <>
          <SegmentedControl
            size="xs"
            aria-label="Which requests"
            value={filter}
            onChange={(next) => change({ filter: next === "new" ? undefined : next, page: undefined })}
            data={[
              { value: "new", label: "To triage" },
              { value: "accepted", label: "Accepted" },
              { value: "joined", label: "Joined" },
              { value: "rejected", label: "Rejected" },
              { value: "all", label: "All" },
            ]}
          />
          <SavedViews screen="requests" />
          </>
        }
      />
      <Drawer opened={open !== null} onClose={() => setOpen(null)} position="right" size="lg" title={open && `${open.number}, by ${open.channel}`}>
        {open && <Triage key={open.id} request={open} mayDecide={may(me, "dispatch")} onClose={() => setOpen(null)} />}
      </Drawer>
    </Page>
  );
}

function Triage({ request, mayDecide, onClose }: { request: ServiceRequest; mayDecide: boolean; onClose: () => void }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [siteId, setSiteId] = useState(request.site_id);
  const [workTypeId, setWorkTypeId] = useState(request.work_type_id);
  const [priority, setPriority] = useState<number | null>(request.priority);
  const [asked, setAsked] = useState<ReasonAsked | null>(null);
  const done = async (words: string) => {
    tellDone(words);
    onClose();
    await queryClient.invalidateQueries({ queryKey: ["requests"] });
  };
  const accept = useMutation({
    mutationFn: () =>
      acceptRequest(request.id, {
        ...(siteId === request.site_id ? {} : { site_id: siteId }),
        ...(workTypeId === request.work_type_id ? {} : { work_type_id: workTypeId }),
        ...(priority === request.priority ? {} : { priority: priority as 1 | 2 | 3 | 4 | null }),
      } as Parameters<typeof acceptRequest>[1]),
    onSuccess: async (order) => {
      await done(`${order.number} is raised.`);
      void navigate({ to: `/work-orders/${order.id}` });
    },
  });
  const reject = useMutation({ mutationFn: (reason: string) => rejectRequest(request.id, { reason }), onSuccess: () => done(`${request.number} is rejected.`) });
  const reconsider = useMutation({ mutationFn: () => reconsiderRequest(request.id), onSuccess: () => done(`${request.number} is back in triage.`) });
  return (
    <Stack>
      <Text style={{ whiteSpace: "pre-line" }}>{request.description}</Text>
      <Facts
        rows={[
          ["Customer", request.customer_name],
          ["Site", request.site_name],
          ["Address given", request.address],
          ["Caller", [request.contact_name, request.contact_phone, request.contact_email].filter(Boolean).join(" · ")],
          ["Reported", dateTime(request.reported_at, browserZone())],
          ["Number elsewhere", request.external_id],
          ["Reason", request.reason],
          ["Answered", request.triage.map((one) => `${one.text} ${one.is_yes ? "Yes" : "No"}`).join(" · ")],
          [
            "Work order",
            request.work_order_id !== null && (
              <Anchor component={Link} to={`/work-orders/${request.work_order_id}` as never} size="sm">
                {request.work_order_number}
              </Anchor>
            ),
          ],
          [
            "Files",
            request.attachments.length > 0 &&
              request.attachments.map((file) => (
                <Anchor key={file.position} href={`/api/requests/${request.id}/attachments/${file.position}`} size="sm" display="block">
                  {file.name}
                </Anchor>
              )),
          ],
        ]}
      />
      {mayDecide && request.status === "new" && (
        <>
          <RecordSelect
            label="Site"
            required
            path="/api/sites"
            query={{ customer_id: request.customer_id ?? undefined }}
            optionLabel={(row) => [row["name"], row["customer_name"]].join(" · ")}
            value={siteId}
            onChange={setSiteId}
          />
          <RecordSelect label="Work type" required path="/api/work-types" optionLabel={(row) => String(row["name"])} value={workTypeId} onChange={setWorkTypeId} />
          <Select
            label="Priority"
            data={PRIORITIES}
            clearable
            placeholder="As usual for the work type"
            value={priority === null ? null : String(priority)}
            onChange={(next) => setPriority(next === null ? null : Number(next))}
          />
          <ProblemNotice error={accept.error ?? reject.error} />
          <Group justify="space-between">
            <Button
              variant="subtle"
              color="red"
              loading={reject.isPending}
              onClick={() => setAsked({ title: `Reject ${request.number}`, label: "Why?", confirm: "Reject", run: (reason) => reject.mutate(reason) })}
            >
              Reject…
            </Button>
            <Button loading={accept.isPending} disabled={siteId === null || workTypeId === null} onClick={() => accept.mutate()}>
              Accept and raise the work order
            </Button>
          </Group>
        </>
      )}
      {mayDecide && (request.status === "rejected" || request.status === "joined") && (
        <>
          <ProblemNotice error={reconsider.error} />
          <Button variant="default" loading={reconsider.isPending} onClick={() => reconsider.mutate()}>
            Take the rejection back
          </Button>
        </>
      )}
      <ReasonDialog asked={asked} onClose={() => setAsked(null)} />
    </Stack>
  );
}
