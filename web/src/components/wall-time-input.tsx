/** A date and time on the clock of a place: asks which where it comes twice, and says so where the clocks skip it. */
import { Group, Radio, Stack, Text, TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";

import { choicesOf, insteadOf, instantOf, NO_TIME, type WallTime, wallTimeOf, type Which } from "@/lib/wall-time";

interface Props extends Omit<TextInputProps, "value" | "onChange" | "type"> {
  value: WallTime;
  zone: string;
  onChange: (value: WallTime) => void;
}

export function WallTimeInput({ value, zone, onChange, ...common }: Props) {
  const choices = choicesOf(value, zone);
  const instead = insteadOf(value, zone);
  const time = value.text.slice(11, 16);
  return (
    <Stack gap={4}>
      <TextInput {...common} type="datetime-local" value={value.text} onChange={(event) => onChange({ text: event.currentTarget.value, which: null })} />
      {choices.length > 0 && (
        <Radio.Group label={`The clocks go back: ${time} comes twice. Which one?`} size="xs" required value={value.which ?? ""} onChange={(which) => onChange({ ...value, which: which as Which })}>
          <Group gap="md" mt={4}>
            {choices.map(({ which, label }) => (
              // Required of the field itself too: the form is not sent before one is chosen.
              <Radio key={which} size="xs" value={which} label={label} required />
            ))}
          </Group>
        </Radio.Group>
      )}
      {instead !== null && (
        <Text size="xs" role="status">
          ⚠ The clocks go forward: there is no {time} that day. {instead} is used instead.
        </Text>
      )}
    </Stack>
  );
}

/** The same for an instant that is kept as such; nothing while it is half typed or may be two. */
export function InstantInput({ value, zone, onChange, ...common }: Omit<Props, "value" | "onChange"> & { value: string | null; onChange: (value: string | null) => void }) {
  const [typed, setTyped] = useState<WallTime>(NO_TIME);
  const wall = value === instantOf(typed, zone) ? typed : value === null ? NO_TIME : wallTimeOf(value, zone);
  return (
    <WallTimeInput
      {...common}
      zone={zone}
      value={wall}
      onChange={(next) => {
        setTyped(next);
        onChange(instantOf(next, zone));
      }}
    />
  );
}
