/** Who answers now, in a line: first and second of each rota that answers for the place. */
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import type { Schemas } from "@/api/schemas";
import { clockTime } from "@/lib/dates";

import { onCallQuery } from "./api/get-on-call";

type Rota = Schemas["OnCallNow"];

/** "Nights: Tariq Aziz until 08:00, then Tove Lind". */
export function onCallText({ name, zone, duties }: Rota): string {
  const [first, ...others] = duties;
  if (!first) return "";
  const people = [first, ...others].map((one) => `${one.technician_name}${one.is_away ? " (away ⚠)" : ""}`);
  return `${name}: ${first.rank === "secondary" ? "no first, " : ""}${people.join(", then ")} until ${clockTime(first.ends_at, zone)}`;
}

/** The rotas in which somebody is on call now. */
export function useOnCall(place: Parameters<typeof onCallQuery>[0] = {}): Rota[] {
  return (useQuery(onCallQuery(place)).data?.items ?? []).filter((rota) => rota.duties.length > 0);
}

/** For the call screen: with the numbers to ring. */
export function OnCallLine({ place }: { place: Parameters<typeof onCallQuery>[0] }) {
  const rotas = useOnCall(place);
  if (rotas.length === 0) return null;
  return (
    <Text size="sm" component="section" aria-label="On call now">
      <strong>On call now</strong>{" "}
      {rotas.map((rota) => `${onCallText(rota)} (${rota.duties.map((one) => one.technician_phone).filter(Boolean).join(", ") || "no number kept"})`).join("; ")}
    </Text>
  );
}
