/** What stands in the way of an invoice, each with what to do about it. */
import { List, Text } from "@mantine/core";

import type { Schemas } from "@/api/schemas";

type Fault = Schemas["FaultOut"];

export function Faults({ faults }: { faults: Fault[] }) {
  return (
    <List size="sm" spacing={2}>
      {faults.map((fault) => (
        <List.Item key={`${fault.code}.${fault.line_id ?? ""}`}>
          {fault.says}
          {fault.what_to_do && (
            <Text span inherit fs="italic">
              {" "}
              {fault.what_to_do}
            </Text>
          )}
        </List.Item>
      ))}
    </List>
  );
}
