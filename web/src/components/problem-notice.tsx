/** A refusal in words: what happened and what to do, inline or as a notification. */
import { Alert, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";

import { asProblem } from "@/api/problem";

/** The server's words about single values, by the name of the value. */
export function faultsOf(error: unknown): Record<string, string> {
  const faults = error ? asProblem(error).facts["faults"] : undefined;
  if (!Array.isArray(faults)) return {};
  return Object.fromEntries(
    (faults as { where: string; what: string }[]).map((one) => [one.where.replace(/^body\.(body\.)?/, "").split(".")[0] ?? "", one.what.replace(/^Value error, /, "")]),
  );
}

/** `shown` are the values whose faults stand at their fields already. */
export function ProblemNotice({ error, shown = [] }: { error: unknown; shown?: string[] }) {
  if (!error) return null;
  const problem = asProblem(error);
  const others = Object.entries(faultsOf(error)).filter(([name]) => !shown.includes(name));
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title={problem.title} role="alert">
      <Text size="sm">{problem.message}</Text>
      {others.map(([name, what]) => (
        <Text key={name} size="sm">
          {name.replaceAll("_", " ")}: {what}
        </Text>
      ))}
      {problem.whatToDo && (
        <Text size="sm" mt={4} fw={550}>
          {problem.whatToDo}
        </Text>
      )}
    </Alert>
  );
}

export function tellProblem(error: unknown): void {
  const problem = asProblem(error);
  notifications.show({
    color: "red",
    title: problem.title,
    message: [problem.message, problem.whatToDo].filter(Boolean).join(" "),
    autoClose: 8000,
  });
}

export function tellDone(message: string): void {
  notifications.show({ color: "teal", message, autoClose: 3000 });
}
