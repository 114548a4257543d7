/** What was used and shown on site: parts, photos, signatures. */
import { Badge, Button, Group, Image, Paper, Stack, Text } from "@mantine/core";

import type { Schemas } from "@/api/schemas";
import { Rows } from "@/components/data-table";
import { Section } from "@/components/page";
import { dateTime } from "@/lib/dates";
import { personName } from "@/lib/people";

type Part = Schemas["PartOut"];

export function Parts({ parts, zone, onVoid }: { parts: Part[]; zone: string; onVoid: ((part: Part) => void) | undefined }) {
  if (parts.length === 0) return null;
  return (
    <Section title="Parts used">
      <Rows
        label="Parts used"
        rows={parts}
        rowKey={(part) => part.id}
        faded={(part) => part.voided_at !== null}
        columns={[
          { label: "Quantity", width: 80, align: "right", render: (part) => Number(part.quantity) },
          { label: "Part", render: (part) => <span style={part.voided_at ? { textDecoration: "line-through" } : undefined}>{part.description}</span> },
          { label: "Number", render: (part) => part.sku },
          { label: "When", render: (part) => `${dateTime(part.at, zone)}, ${personName(part.by)}` },
          {
            label: "",
            align: "right",
            render: (part) =>
              part.voided_at ? (
                <Text size="xs">{part.void_reason}</Text>
              ) : (
                onVoid && (
                  <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onVoid(part)}>
                    Take out…
                  </Button>
                )
              ),
          },
        ]}
      />
    </Section>
  );
}

export function Photos({ photos, zone }: { photos: Schemas["PhotoOut"][]; zone: string }) {
  if (photos.length === 0) return null;
  const received = photos.filter((photo) => photo.is_received).length;
  return (
    <Section title="Photos">
      {received < photos.length && (
        <Text size="sm" c="var(--tone-warn)" mb={6}>
          {received} of {photos.length} received; the others are still on the phone.
        </Text>
      )}
      <Group gap="sm" align="start">
        {photos.map((photo) => (
          <Paper key={photo.id} withBorder p={6} w={170}>
            {photo.url ? (
              <a href={photo.url} target="_blank" rel="noreferrer">
                <Image src={photo.url} h={120} radius="sm" alt={photo.caption || `${photo.kind} photo`} />
              </a>
            ) : (
              <Stack h={120} align="center" justify="center">
                <Text size="xs" c="dimmed" ta="center">
                  still on the phone
                </Text>
              </Stack>
            )}
            <Text size="xs" mt={4}>
              <Badge size="xs" variant="light">
                {photo.kind}
              </Badge>{" "}
              {photo.caption}
            </Text>
            <Text size="xs" c="dimmed">
              {dateTime(photo.at, zone)}, {personName(photo.by)}
            </Text>
          </Paper>
        ))}
      </Group>
    </Section>
  );
}

export function Signatures({ signatures, zone }: { signatures: Schemas["SignatureOut"][]; zone: string }) {
  if (signatures.length === 0) return null;
  return (
    <Section title="Signatures">
      <Group gap="sm" align="start">
        {signatures.map((signature) => (
          <Paper key={signature.id} withBorder p="xs" w={240} bg="white" c="black">
            {signature.url ? (
              <Image src={signature.url} h={72} fit="contain" alt={`Signature of ${signature.name}`} />
            ) : (
              <Text size="sm">Refused: {signature.refusal_reason}</Text>
            )}
            <Text size="sm" fw={600}>
              {signature.name}
            </Text>
            <Text size="xs">
              {[signature.role.replaceAll("_", " "), dateTime(signature.at, zone)].filter(Boolean).join(" · ")}
            </Text>
          </Paper>
        ))}
      </Group>
    </Section>
  );
}
