/** What is said to customers: the messages, the company's words for them, and how they leave the house. */
import { Alert, Drawer, SegmentedControl, Tabs, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { may, useMe } from "@/api/session";
import { DataTable, PAGE_SIZE, useListSearch } from "@/components/data-table";
import { Page } from "@/components/page";
import type { Column } from "@/components/record";
import { useSearchParams } from "@/components/use-search-params";
import { waitingQuery } from "@/features/notifications/api/get-waiting";
import { type Message, messagesQuery } from "@/features/notifications/api/list-messages";
import { KIND, MessageCard, MessageState } from "@/features/notifications/message-list";
import { MessageSettings } from "@/features/notifications/settings";
import { Templates } from "@/features/notifications/templates";
import { browserZone, dateTime } from "@/lib/dates";
import { count, text } from "@/lib/search-params";

const COLUMNS: Column<Message>[] = [
  { label: "Status", width: 130, render: (row) => <MessageState status={row.status} /> },
  { label: "What", width: 150, render: (row) => KIND[row.kind] },
  { label: "To", render: (row) => [row.recipient_name, row.recipient].filter(Boolean).join(", ") },
  { label: "Job", width: 110, render: (row) => row.work_order_number ?? "" },
  { label: "Words", render: (row) => (row.subject || row.body).slice(0, 80) },
  { label: "Written", width: 130, render: (row) => dateTime(row.written_at, browserZone()) },
];
const FILTERS = [
  { value: "failed", label: "Failed" },
  { value: "withheld", label: "To read out" },
  { value: "queued", label: "Queued" },
  { value: "all", label: "All" },
];
const readPlace = (search: Record<string, unknown>) => ({ tab: text(search["tab"]), open: count(search["open"]) });

export function MessagesScreen() {
  const me = useMe();
  const [{ tab = "messages" }, go] = useSearchParams(readPlace);
  const admin = may(me, "admin");
  return (
    <Page title="Messages" hint="What customers are told, and how it leaves the house">
      <Tabs value={tab} onChange={(next) => go({ tab: next === "messages" ? undefined : (next ?? undefined) })}>
        <Tabs.List mb="md">
          <Tabs.Tab value="messages">Messages</Tabs.Tab>
          <Tabs.Tab value="words">Words</Tabs.Tab>
          <Tabs.Tab value="settings">Settings</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="messages">{tab === "messages" && <Sent mayAct={may(me, "dispatch")} />}</Tabs.Panel>
        <Tabs.Panel value="words">{tab === "words" && <Templates mayChange={admin} />}</Tabs.Panel>
        <Tabs.Panel value="settings">{tab === "settings" && <MessageSettings mayChange={admin} />}</Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Sent({ mayAct }: { mayAct: boolean }) {
  const [{ page = 1, filter = "all" }, change] = useListSearch();
  const [{ open }, go] = useSearchParams(readPlace);
  const waiting = useQuery(waitingQuery).data;
  const messages = useQuery(messagesQuery({ page, page_size: PAGE_SIZE, status: filter === "all" ? undefined : (filter as Message["status"]) }));
  const shown = messages.data?.items.find((one) => one.id === open);
  return (
    <>
      {waiting && !waiting.has_email && !waiting.has_sms && (
        <Alert variant="light" color="orange" mb="sm">
          <Text size="sm">
            No mail server and no gateway for text messages is set up: nothing goes out by itself. The words to read out stand with each job.{" "}
            <Link to="." search={{ tab: "settings" } as never}>
              Set one up
            </Link>
          </Text>
        </Alert>
      )}
      <DataTable
        label="Messages"
        query={messages}
        columns={COLUMNS}
        rowKey={(row) => row.id}
        searchable={false}
        empty={filter === "failed" ? "Nothing failed." : "No messages."}
        onOpen={(row) => go({ open: row.id })}
        faded={(row) => row.status === "overtaken"}
        tools={<SegmentedControl size="xs" aria-label="Which messages" value={filter} onChange={(next) => change({ filter: next === "all" ? undefined : next, page: undefined })} data={FILTERS} />}
      />
      <Drawer opened={shown !== undefined} onClose={() => go({ open: undefined })} position="right" title={shown?.work_order_number ?? "Message"}>
        {shown && (
          <>
            <MessageCard message={shown} zone={browserZone()} mayAct={mayAct} />
            {shown.work_order_id && (
              <Text size="sm" mt="sm">
                <Link to={`/work-orders/${shown.work_order_id}`}>To the work order</Link>
              </Text>
            )}
          </>
        )}
      </Drawer>
    </>
  );
}
