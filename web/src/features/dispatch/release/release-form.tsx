/** When planned visits go to the phones: the company's rule, and areas that do it otherwise. */
import { ActionIcon, Button, Group, NumberInput, Radio, Select, Stack, Table, Text, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { get, type Page } from "@/api/client";
import { Section } from "@/components/page";
import { ProblemNotice, tellDone } from "@/components/problem-notice";

import { changePolicy, type Policy } from "../api/change-policy";

type Release = Policy["release"];
interface Rule {
  release: Release;
  release_at: string;
  release_next: number;
  release_within_hours: number;
}
type AreaRule = Rule & { territory_id: number; territory: string };

const WAYS: { value: Release; label: string; hint: string }[] = [
  { value: "soon", label: "As it comes near", hint: "At once if it starts within so many hours, later when it does." },
  { value: "daily", label: "Tomorrow, at a time of today", hint: "On the clock of each technician’s own base, whatever the zone of this office or of the site; a crew’s visit when it is so late for the first of them. What is planned for today goes at once." },
  { value: "next", label: "The next few of each technician", hint: "One more as soon as one is done." },
  { value: "hand", label: "By hand alone", hint: "With the button on the board, for one visit, a technician's day or the whole board." },
];

const ruleOf = (one: Rule): Rule => ({ release: one.release, release_at: one.release_at.slice(0, 5), release_next: one.release_next, release_within_hours: one.release_within_hours });

export function ReleaseForm({ policy, mayChange }: { policy: Policy; mayChange: boolean }) {
  const queryClient = useQueryClient();
  const [rule, setRule] = useState(() => ruleOf(policy));
  const [areas, setAreas] = useState<AreaRule[]>(() => policy.territories.map((one) => ({ ...ruleOf(one), territory_id: one.territory_id, territory: one.territory })));
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const changeArea = (id: number, more: Partial<Rule>) => setAreas((old) => old.map((one) => (one.territory_id === id ? { ...one, ...more } : one)));

  const save = async () => {
    setBusy(true);
    try {
      await changePolicy({ version: policy.version, ...rule, territories: areas.map((one) => ({ ...ruleOf(one), territory_id: one.territory_id })) });
      await queryClient.invalidateQueries({ queryKey: ["dispatch-policy"] });
      tellDone("Visits go to the phones so from now on.");
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setError(null);
        void save();
      }}
    >
      <fieldset disabled={!mayChange} style={{ border: 0, padding: 0, margin: 0 }}>
        <Section title="When a visit goes to its technician's phone">
          <Stack gap="sm" maw={640}>
            <Radio.Group aria-label="When a visit goes to its technician's phone" value={rule.release} onChange={(value) => setRule({ ...rule, release: value as Release })}>
              <Stack gap={8}>
                {WAYS.map(({ value, label, hint }) => (
                  <Radio key={value} value={value} label={label} description={hint} />
                ))}
              </Stack>
            </Radio.Group>
            <Details rule={rule} onChange={(more) => setRule({ ...rule, ...more })} />
            <Text size="sm" c="dimmed">
              Before that nobody sees it on a phone, and nobody is told when it is moved. An emergency of today goes at once, and what is on hold does not go. What was
              taken off a phone by hand waits for a hand.
            </Text>
          </Stack>
        </Section>
        <Section title="Areas that do it otherwise">
          <Stack gap="sm">
            {areas.length > 0 && (
              <div style={{ overflowX: "auto" }}>
                <Table verticalSpacing={6} aria-label="Areas that do it otherwise">
                  <Table.Tbody>
                    {areas.map((area) => (
                      <Table.Tr key={area.territory_id}>
                        <Table.Th fw={560}>{area.territory}</Table.Th>
                        <Table.Td>
                          <Select
                            size="xs"
                            aria-label={`How ${area.territory} does it`}
                            data={WAYS}
                            value={area.release}
                            allowDeselect={false}
                            onChange={(value) => value && changeArea(area.territory_id, { release: value as Release })}
                          />
                        </Table.Td>
                        <Table.Td>
                          <Details rule={area} onChange={(more) => changeArea(area.territory_id, more)} small />
                        </Table.Td>
                        <Table.Td>
                          <ActionIcon variant="subtle" color="gray" aria-label={`${area.territory} as everywhere`} onClick={() => setAreas((old) => old.filter((one) => one !== area))}>
                            <IconTrash size={15} />
                          </ActionIcon>
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </div>
            )}
            {mayChange && <AddArea known={areas} onAdd={(territory_id, territory) => setAreas((old) => [...old, { ...rule, territory_id, territory }])} />}
          </Stack>
        </Section>
        <ProblemNotice error={error} />
        {mayChange && (
          <Button type="submit" loading={busy}>
            Save
          </Button>
        )}
      </fieldset>
    </form>
  );
}

function Details({ rule, onChange, small = false }: { rule: Rule; onChange: (more: Partial<Rule>) => void; small?: boolean }) {
  const size = small ? "xs" : "sm";
  const number = (value: string | number, least: number) => Math.max(least, Math.round(Number(value) || 0));
  return (
    <Group gap="sm" align="flex-end">
      {rule.release === "daily" && <TextInput type="time" size={size} label="Tomorrow goes at" value={rule.release_at} required onChange={(event) => onChange({ release_at: event.currentTarget.value })} />}
      {rule.release === "next" && (
        <NumberInput size={size} w={150} label="Visits each" min={1} max={50} value={rule.release_next} onChange={(value) => onChange({ release_next: number(value, 1) })} />
      )}
      {(rule.release === "soon" || rule.release === "next") && (
        <NumberInput
          size={size}
          w={190}
          label="That start within hours"
          min={0}
          max={720}
          value={rule.release_within_hours}
          onChange={(value) => onChange({ release_within_hours: number(value, 0) })}
        />
      )}
    </Group>
  );
}

function AddArea({ known, onAdd }: { known: AreaRule[]; onAdd: (id: number, name: string) => void }) {
  const areas = useQuery({
    queryKey: ["records", "/api/territories", "all"],
    queryFn: ({ signal }) => get<Page<{ id: number; name: string }>>("/api/territories", { query: { page_size: 200 }, signal }),
  });
  const others = (areas.data?.items ?? []).filter((one) => !known.some(({ territory_id }) => territory_id === one.id));
  if (areas.data?.items.length === 0) return <Text size="sm">There are no areas. They are drawn with the technicians, under Areas.</Text>;
  return (
    <Select
      maw={320}
      label="Another area"
      placeholder="Choose one"
      data={others.map((one) => ({ value: String(one.id), label: one.name }))}
      value={null}
      searchable
      onChange={(id, option) => id && option && onAdd(Number(id), option.label)}
    />
  );
}
