/** A refusal in words: what happened and what to do, inline or as a notification. */
import { Alert, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";

import { asProblem } from "@/api/problem";

export function ProblemNotice({ error }: { error: unknown }) {
  if (!error) return null;
  const problem = asProblem(error);
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title={problem.title} role="alert">
      <Text size="sm">{problem.message}</Text>
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
