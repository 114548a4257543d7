/** The questions of a call: a yes says what to tell the caller, and makes the job more urgent. */
import { Alert, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import type { Schemas } from "@/api/schemas";

type Question = Schemas["TriageQuestionOut"];
/** By question: yes, no, or not asked yet. */
export type Answers = Record<number, boolean | undefined>;

export const answersOf = (questions: Question[], answers: Answers) =>
  questions.flatMap((one) => (answers[one.id] === undefined ? [] : [{ question_id: one.id, is_yes: answers[one.id] === true }]));

/** The priority that the answers ask for, or null. */
export const urgencyOf = (questions: Question[], answers: Answers): number | null => {
  const asked = questions.flatMap((one) => (answers[one.id] === true && one.priority !== null ? [one.priority] : []));
  return asked.length > 0 ? Math.min(...asked) : null;
};

interface Props {
  questions: Question[];
  answers: Answers;
  onChange: (answers: Answers) => void;
}

export function TriageQuestions({ questions, answers, onChange }: Props) {
  if (questions.length === 0) return null;
  return (
    <Stack gap={6} role="group" aria-label="Ask the caller">
      {questions.map((one) => (
        <div key={one.id}>
          <Group gap={8} wrap="nowrap" justify="space-between">
            <Text size="sm">
              {one.text}
              {one.priority !== null && (
                <Text span size="xs" c="dimmed">
                  {" "}
                  yes: P{one.priority}
                </Text>
              )}
            </Text>
            <SegmentedControl
              size="xs"
              aria-label={one.text}
              value={answers[one.id] === undefined ? "" : answers[one.id] ? "yes" : "no"}
              onChange={(next) => onChange({ ...answers, [one.id]: next === "yes" })}
              data={[
                { value: "no", label: "No" },
                { value: "yes", label: "Yes" },
              ]}
              style={{ flex: "none" }}
            />
          </Group>
          {answers[one.id] && one.safety_words && (
            <Alert mt={4} color="red" variant="light" icon={<IconAlertTriangle size={18} />} title="Tell the caller now" role="alert">
              {one.safety_words}
            </Alert>
          )}
        </div>
      ))}
    </Stack>
  );
}
