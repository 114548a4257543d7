/** Who speaks, at which hours, and how messages leave the house, each way out with a test. */
import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { get, type Page, post, put } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import { Facts, Section } from "@/components/page";
import { ProblemNotice, tellDone } from "@/components/problem-notice";
import type { Field, Values } from "@/components/record";
import { emptyValues, RecordForm } from "@/components/record-form";
import { browserZone } from "@/lib/dates";

import { messagesQuery } from "./api/list-messages";
import { MessageList } from "./message-list";

type Transport = Schemas["TransportOut"];
type Channel = Transport["channel"];

const HEAD: Field[] = [
  { name: "company", label: "Company", kind: "text", hint: "As it signs its messages" },
  { name: "phone", label: "Phone", kind: "tel", hint: "Where customers call" },
  { name: "quiet_from", label: "Quiet from", kind: "time", half: true, hint: "In the site's own time" },
  { name: "quiet_until", label: "until", kind: "time", half: true },
];
const PASSWORD: Field = { name: "password_file", label: "Password file", kind: "text", hint: "Its name in the folder `secrets` of the installation's home; the password itself is never typed here" };
const FIELDS: Record<Channel, Field[]> = {
  email: [
    { name: "sender", label: "From", kind: "text", required: true, hint: "Harbor Ltd <hello@harbor.example>" },
    { name: "host", label: "Mail server", kind: "text", required: true, half: true },
    { name: "port", label: "Port", kind: "integer", min: 1, max: 65535, initial: 587, half: true },
    {
      name: "security",
      label: "Line",
      kind: "select",
      initial: "starttls",
      half: true,
      options: [
        { value: "starttls", label: "STARTTLS" },
        { value: "tls", label: "TLS" },
        { value: "none", label: "not encrypted" },
      ],
    },
    { name: "user_name", label: "User", kind: "text", half: true },
    PASSWORD,
    { name: "is_active", label: "In use", kind: "switch", initial: true },
  ],
  sms: [
    { name: "sender", label: "From", kind: "text", required: true, hint: "The number or name customers see" },
    { name: "url", label: "Address of the gateway", kind: "text", required: true, hint: "https://api.twilio.com, or another that speaks the same" },
    { name: "user_name", label: "Account", kind: "text", required: true },
    PASSWORD,
    { name: "is_active", label: "In use", kind: "switch", initial: true },
  ],
};
const TITLE: Record<Channel, string> = { email: "Mail server", sms: "Gateway for text messages" };

export function MessageSettings({ mayChange }: { mayChange: boolean }) {
  const queryClient = useQueryClient();
  const head = useQuery({ queryKey: ["letterhead"], queryFn: ({ signal }) => get<Schemas["LetterheadOut"]>("/api/letterhead", { signal }) });
  if (head.error) return <ProblemNotice error={head.error} />;
  if (!head.data) return null;
  const { version, ...values } = head.data;
  const clock = (text: string) => text.slice(0, 5);
  return (
    <Stack gap="lg" maw={640}>
      <Section title="Who speaks, and when">
        {mayChange ? (
          <RecordForm
            key={version}
            fields={HEAD}
            initial={{ ...values, quiet_from: clock(values.quiet_from), quiet_until: clock(values.quiet_until) }}
            submit="Save"
            onSubmit={async (next: Values) => {
              await put("/api/letterhead", { body: { ...next, version: version || null } });
              tellDone("Messages say so from now on.");
              await queryClient.invalidateQueries({ queryKey: ["letterhead"] });
            }}
          />
        ) : (
          <Facts rows={[["Company", values.company], ["Phone", values.phone], ["Quiet", `${clock(values.quiet_from)} to ${clock(values.quiet_until)}`]]} />
        )}
      </Section>
      {mayChange ? <Transports /> : <Text size="sm">An administrator sets up how messages leave the house.</Text>}
    </Stack>
  );
}

function Transports() {
  const transports = useQuery({ queryKey: ["transports"], queryFn: ({ signal }) => get<Page<Transport>>("/api/transports", { signal }) });
  if (transports.error) return <ProblemNotice error={transports.error} />;
  if (!transports.data) return null;
  return (
    <>
      {(["email", "sms"] as const).map((channel) => {
        const transport = transports.data.items.find((one) => one.channel === channel) ?? null;
        return <WayOut key={`${channel}.${transport?.version ?? 0}`} channel={channel} transport={transport} />;
      })}
    </>
  );
}

function WayOut({ channel, transport }: { channel: Channel; transport: Transport | null }) {
  const queryClient = useQueryClient();
  const fields = FIELDS[channel];
  const initial = transport ? Object.fromEntries(fields.map((field) => [field.name, transport[field.name as keyof Transport]])) : emptyValues(fields);
  return (
    <Section title={TITLE[channel]}>
      {!transport && (
        <Alert variant="light" color="orange" mb="sm" p="xs">
          <Text size="sm">None is set up: such messages do not go out. Each work order shows the words to read out instead.</Text>
        </Alert>
      )}
      <RecordForm
        fields={fields}
        initial={initial}
        submit={transport ? "Save" : "Set it up"}
        onSubmit={async (values) => {
          await put("/api/transports/{channel}", { path: { channel }, body: { ...values, version: transport?.version ?? null } });
          tellDone("Saved. Send yourself a test message.");
          await queryClient.invalidateQueries();
        }}
      />
      {transport?.is_active && <Try channel={channel} />}
    </Section>
  );
}

function Try({ channel }: { channel: Channel }) {
  const queryClient = useQueryClient();
  const [recipient, setRecipient] = useState("");
  const [error, setError] = useState<unknown>(null);
  const tests = useQuery({ ...messagesQuery({ kind: "test", page_size: 10 }), refetchInterval: 2000 });
  const last = tests.data?.items.find((one) => one.channel === channel);
  const send = () => {
    setError(null);
    post("/api/transports/{channel}/test", { path: { channel }, body: { recipient: recipient.trim() } })
      .then(() => queryClient.invalidateQueries({ queryKey: ["messages"] }))
      .catch(setError);
  };
  return (
    <Stack gap="xs" mt="md">
      <Group align="end" gap="xs">
        <TextInput label={channel === "email" ? "Send a test to this address" : "Send a test to this number"} value={recipient} onChange={(event) => setRecipient(event.currentTarget.value)} style={{ flex: 1 }} />
        <Button variant="default" disabled={recipient.trim().length < 3} onClick={send}>
          Send a test
        </Button>
      </Group>
      <ProblemNotice error={error} />
      {last && <MessageList messages={[last]} zone={browserZone()} mayAct={false} />}
    </Stack>
  );
}
