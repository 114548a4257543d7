/** Messages as people read them: what was said to whom, what became of it, and the words to read out when it did not go out. */
import { Alert, Badge, Button, Group, Paper, Stack, Text } from "@mantine/core";
import { IconDeviceMobileMessage, IconMail, IconPhone } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { tellDone, tellProblem } from "@/components/problem-notice";
import { dateTime } from "@/lib/dates";
import { personName } from "@/lib/people";

import type { Message } from "./api/list-messages";
import { resendMessage } from "./api/resend-message";
import { tellMessage } from "./api/tell-message";

export const STATE: Record<Message["status"], { label: string; color: string }> = {
  queued: { label: "queued", color: "blue" },
  sending: { label: "being sent", color: "blue" },
  sent: { label: "sent", color: "teal" },
  delivered: { label: "delivered", color: "green" },
  failed: { label: "failed", color: "red" },
  withheld: { label: "not sent", color: "orange" },
  overtaken: { label: "overtaken", color: "gray" },
  told: { label: "read out", color: "green" },
};

export const KIND: Record<Message["kind"], string> = {
  received: "Request received",
  confirmed: "Visit confirmed",
  moved: "Visit moved",
  on_the_way: "On the way",
  bumped: "Visit taken off",
  missed: "We missed you",
  done: "Work done",
  invoice: "Invoice",
  test: "Test",
};

export function MessageState({ status }: { status: Message["status"] }) {
  return (
    <Badge variant="light" color={STATE[status].color} tt="none">
      {STATE[status].label}
    </Badge>
  );
}

export function MessageList({ messages, zone, mayAct }: { messages: Message[]; zone: string; mayAct: boolean }) {
  if (messages.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nothing was said to the customer yet.
      </Text>
    );
  return (
    <Stack gap="sm">
      {messages.map((message) => (
        <MessageCard key={message.id} message={message} zone={zone} mayAct={mayAct} />
      ))}
    </Stack>
  );
}

export function MessageCard({ message, zone, mayAct }: { message: Message; zone: string; mayAct: boolean }) {
  const queryClient = useQueryClient();
  const act = useMutation({
    mutationFn: (what: { run: () => Promise<unknown>; done: string }) => what.run().then(() => what.done),
    onSuccess: async (words) => {
      tellDone(words);
      await queryClient.invalidateQueries({ queryKey: ["messages"] });
    },
    onError: tellProblem,
  });
  const Icon = message.channel === "sms" ? IconDeviceMobileMessage : message.channel === "email" ? IconMail : IconPhone;
  const readOut = message.status === "withheld" || message.status === "failed";
  return (
    <Paper withBorder p="xs" component="article" aria-label={KIND[message.kind]}>
      <Group justify="space-between" gap={8} mb={4}>
        <Group gap={6}>
          <Icon size={16} aria-hidden="true" />
          <Text size="sm" fw={600}>
            {KIND[message.kind]}
          </Text>
          <MessageState status={message.status} />
        </Group>
        <Text size="xs" c="dimmed">
          {dateTime(message.written_at, zone)}
        </Text>
      </Group>
      <Text size="xs" c="dimmed">
        {[message.recipient_name, message.recipient].filter(Boolean).join(", ") || "nobody's address is known"}
        {message.status === "queued" && `, goes out ${dateTime(message.not_before, zone)}`}
        {message.delivered_at && `, delivered ${dateTime(message.delivered_at, zone)}`}
        {message.told_by && `, read out by ${personName(message.told_by)}`}
      </Text>
      {message.why && (
        <Alert variant="light" color={message.status === "failed" ? "red" : "orange"} p="xs" mt={6}>
          <Text size="sm">{message.why}</Text>
          {readOut && <Text size="sm">Call {message.recipient_name || "the customer"} and read these words out:</Text>}
        </Alert>
      )}
      {message.subject && (
        <Text size="sm" fw={550} mt={6}>
          {message.subject}
        </Text>
      )}
      <Text size="sm" mt={4} style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>
        {message.body}
      </Text>
      {message.attachments.map((file) => (
        <Text key={file["sha256"]} size="xs" c="dimmed">
          with {file["name"]}
        </Text>
      ))}
      {message.tries.length > 0 && (
        <Text size="xs" c="dimmed" mt={4}>
          {message.tries.length === 1 ? "1 try" : `${message.tries.length} tries`}
          {message.tries.length > 1 && `, the last ${dateTime(message.tries.at(-1)?.began_at ?? message.written_at, zone)}`}
        </Text>
      )}
      {mayAct && message.moves.length > 0 && (
        <Group gap={6} mt={8}>
          {message.moves.includes("tell") && (
            <Button size="compact-sm" variant="light" loading={act.isPending} onClick={() => act.mutate({ run: () => tellMessage(message.id), done: "Noted that you told the customer." })}>
              I read it out
            </Button>
          )}
          {message.moves.includes("resend") && message.recipient && (
            <Button size="compact-sm" variant="default" loading={act.isPending} onClick={() => act.mutate({ run: () => resendMessage(message.id), done: "It goes out again." })}>
              Send again
            </Button>
          )}
        </Group>
      )}
    </Paper>
  );
}
