/** Which photos of the work stand on the job sheet: a click puts one there, another takes it off. */
import { Badge, Group, Image, Text, UnstyledButton } from "@mantine/core";

import type { Schemas } from "@/api/schemas";
import { Section } from "@/components/page";

interface Props {
  photos: Schemas["PhotoOut"][];
  chosen: number[];
  onChoose: ((photoIds: number[]) => void) | undefined;
}

export function JobSheetPhotos({ photos, chosen, onChoose }: Props) {
  const shown = onChoose ? photos : photos.filter((photo) => chosen.includes(photo.id));
  if (shown.length === 0) return null;
  return (
    <Section title="Photos on the job sheet">
      <Text size="xs" c="dimmed" mb={6}>
        {onChoose ? `${chosen.length} of ${photos.length} chosen, in the order of your clicks` : "As they went out"}
      </Text>
      <Group gap="xs">
        {shown.map((photo) => {
          const place = chosen.indexOf(photo.id);
          return (
            <UnstyledButton
              key={photo.id}
              disabled={!onChoose || !photo.is_received}
              aria-pressed={place >= 0}
              aria-label={`${photo.kind} photo ${photo.caption}`.trim()}
              onClick={() => onChoose?.(place >= 0 ? chosen.filter((id) => id !== photo.id) : [...chosen, photo.id])}
              style={{
                position: "relative",
                borderRadius: 6,
                outline: place >= 0 ? "2px solid var(--mantine-primary-color-filled)" : "1px solid var(--mantine-color-default-border)",
                opacity: place >= 0 || !onChoose ? 1 : 0.7,
              }}
            >
              {photo.url ? <Image src={photo.url} w={104} h={78} radius="sm" alt="" /> : <Text size="xs" p="xs" w={104} c="dimmed">still on the phone</Text>}
              {place >= 0 && (
                <Badge size="sm" circle style={{ position: "absolute", top: 4, right: 4 }}>
                  {place + 1}
                </Badge>
              )}
            </UnstyledButton>
          );
        })}
      </Group>
    </Section>
  );
}
