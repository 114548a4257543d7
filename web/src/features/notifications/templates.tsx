/** The company's words: chosen by kind and channel, changed beside how they read for a real work order. */
import { Anchor, Badge, Box, Button, Code, Group, NavLink, Paper, SimpleGrid, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { get, type Page } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import { ProblemNotice, tellDone } from "@/components/problem-notice";

import { changeTemplate, previewMessage, type Template, templatesQuery } from "./api/change-template";

const CHANNEL = { email: "E-mail", sms: "Text message" };

export function Templates({ mayChange }: { mayChange: boolean }) {
  const templates = useQuery(templatesQuery);
  const [chosen, setChosen] = useState("received.email");
  if (templates.error) return <ProblemNotice error={templates.error} />;
  if (!templates.data) return null;
  const keyOf = (one: Template) => `${one.kind}.${one.channel}`;
  const template = templates.data.items.find((one) => keyOf(one) === chosen) ?? templates.data.items[0];
  return (
    <Box style={{ display: "flex", flexWrap: "wrap", gap: 20, alignItems: "start" }}>
      <Box component="nav" aria-label="Kinds of messages" style={{ flex: "1 1 200px", maxWidth: 260, maxHeight: "min(62vh, 640px)", overflowY: "auto" }}>
        {templates.data.items.map((one) => (
          <NavLink
            key={keyOf(one)}
            component="button"
            active={one === template}
            label={one.title}
            description={CHANNEL[one.channel]}
            rightSection={
              !one.is_on ? (
                <Badge size="xs" color="gray" variant="light" tt="none">
                  off
                </Badge>
              ) : (
                one.is_own && (
                  <Badge size="xs" variant="light" tt="none">
                    your words
                  </Badge>
                )
              )
            }
            onClick={() => setChosen(keyOf(one))}
          />
        ))}
      </Box>
      <Box style={{ flex: "3 1 320px", minWidth: 0 }}>
        {template && <Editor key={`${keyOf(template)}.${template.version ?? 0}`} template={template} placeholders={templates.data.placeholders} mayChange={mayChange} />}
      </Box>
    </Box>
  );
}

function Editor({ template, placeholders, mayChange }: { template: Template; placeholders: Record<string, string>; mayChange: boolean }) {
  const queryClient = useQueryClient();
  const [subject, setSubject] = useState(template.subject);
  const [body, setBody] = useState(template.body);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const save = async (words: { subject: string; body: string; is_on: boolean }) => {
    setBusy(true);
    setError(null);
    try {
      await changeTemplate(template, { ...words, version: template.version });
      tellDone("Messages say so from now on.");
      await queryClient.invalidateQueries({ queryKey: templatesQuery.queryKey });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const changed = subject !== template.subject || body !== template.body;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Stack gap="sm">
        <Switch label="Send such messages" checked={template.is_on} disabled={!mayChange || busy} onChange={(event) => void save({ subject, body, is_on: event.currentTarget.checked })} />
        {template.channel === "email" && <TextInput label="Subject" value={subject} readOnly={!mayChange} onChange={(event) => setSubject(event.currentTarget.value)} />}
        <Textarea label="Words" autosize minRows={7} value={body} readOnly={!mayChange} onChange={(event) => setBody(event.currentTarget.value)} />
        <ProblemNotice error={error} />
        {mayChange && (
          <Group>
            <Button loading={busy} disabled={!changed || !body.trim()} onClick={() => void save({ subject, body, is_on: template.is_on })}>
              Save
            </Button>
            <Button
              variant="default"
              disabled={subject === template.default_subject && body === template.default_body}
              onClick={() => {
                setSubject(template.default_subject);
                setBody(template.default_body);
              }}
            >
              Back to our words
            </Button>
          </Group>
        )}
        <Box>
          <Text size="sm" c="dimmed" mb={4}>
            These names are filled in; a line with one that is empty is left out.
          </Text>
          {Object.entries(placeholders).map(([name, meaning]) => (
            <Text key={name} size="xs">
              <Code>{`{${name}}`}</Code> {meaning}
            </Text>
          ))}
        </Box>
      </Stack>
      <Preview template={template} subject={subject} body={body} />
    </SimpleGrid>
  );
}

function Preview({ template, subject, body }: { template: Template; subject: string; body: string }) {
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search, 300);
  const [words] = useDebouncedValue({ subject, body }, 400);
  const orders = useQuery({
    queryKey: ["work-orders", "for preview", asked],
    queryFn: ({ signal }) => get<Page<Schemas["WorkOrderItem"]>>("/api/work-orders", { query: { page_size: 1, search: asked }, signal }),
    placeholderData: keepPreviousData,
  });
  const order = orders.data?.items[0];
  const preview = useQuery({
    queryKey: ["message-preview", template.kind, words, order?.id],
    queryFn: () => previewMessage({ kind: template.kind, ...words, work_order_id: order?.id ?? 0 }),
    enabled: order !== undefined && words.body.trim() !== "",
    placeholderData: keepPreviousData,
  });
  return (
    <Stack gap="sm">
      <TextInput label="As it reads for work order" placeholder="the newest; or type a number or a name" value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
      {orders.data && !order && (
        <Text size="sm" c="dimmed">
          There is no such work order.
        </Text>
      )}
      <ProblemNotice error={preview.error} />
      {order && preview.data && (
        <Paper withBorder p="md" aria-label="Preview" component="section">
          <Text size="xs" c="dimmed" mb={8}>
            <Anchor href={`/office/work-orders/${order.id}`} size="xs">
              {order.number}
            </Anchor>
            {preview.data.recipient ? `, to ${preview.data.recipient_name} ${preview.data.recipient}` : ""}
            {preview.data.reason && `. ${preview.data.reason}`}
          </Text>
          {template.channel === "email" && (
            <Text fw={600} mb={6}>
              {preview.data.subject}
            </Text>
          )}
          <Text size="sm" style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>
            {preview.data.body}
          </Text>
          {template.channel === "sms" && (
            <Text size="xs" c="dimmed" mt={8}>
              {preview.data.body.length} characters
            </Text>
          )}
        </Paper>
      )}
    </Stack>
  );
}
