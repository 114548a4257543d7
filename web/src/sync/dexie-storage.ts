/** The outbox in IndexedDB: one database for each person who signs in on this phone, so that nobody sends another's work. */
import { Dexie, liveQuery, type EntityTable, type Table } from "dexie";

import { type Command, type Media, needsAttention } from "./command";
import type { Device, Storage } from "./ports";

interface Fact {
  key: string;
  value: unknown;
}

class PhoneDatabase extends Dexie {
  declare commands: EntityTable<Command, "order">;
  declare media: EntityTable<Media, "sha256">;
  /** Beside the facts about them, so that looking at those does not read megabytes. */
  declare bytes: Table<{ sha256: string; bytes: ArrayBuffer }, string>;
  declare facts: Table<Fact, string>;

  constructor(name: string) {
    // Strict: a command counts as written when it is on the disk, not when the system promised to put it there.
    super(name, { chromeTransactionDurability: "strict" });
    this.version(1).stores({
      commands: "++order, &uuid, state, seq",
      media: "sha256, storedAt",
      bytes: "sha256",
      facts: "key",
    });
  }
}

/** Everything the screens draw from, as it is in the store now. */
export interface Kept {
  commands: Command[];
  media: Media[];
}

export interface PhoneStorage extends Storage {
  /** Tell the listener what is kept, now and whenever it changes, in this tab or another. */
  watch(listener: (kept: Kept) => void): () => void;
  readFact<Value>(key: string): Promise<Value | null>;
  writeFact(key: string, value: unknown): Promise<void>;
  close(): void;
}

const DEVICE = "device";

export function openStorage(name: string, newId: () => string): PhoneStorage {
  const db = new PhoneDatabase(name);
  const everything = [db.commands, db.media, db.bytes, db.facts];

  /** Within a transaction: this phone's identity, made at first sight. */
  async function readDevice(): Promise<Device> {
    const found = await db.facts.get(DEVICE);
    if (found) return found.value as Device;
    const device: Device = { uuid: newId(), registered: false, lastSeq: 0 };
    await db.facts.put({ key: DEVICE, value: device });
    return device;
  }
  const writeDevice = (device: Device) => db.facts.put({ key: DEVICE, value: device });
  const waiting = () => db.commands.where("state").equals("waiting");
  const byUuid = (uuid: string) => db.commands.where("uuid").equals(uuid);

  return {
    device: () => db.transaction("rw", db.facts, readDevice),

    markRegistered: () =>
      db.transaction("rw", db.facts, async () => {
        await writeDevice({ ...(await readDevice()), registered: true });
      }),

    renewDevice: (uuid) =>
      db.transaction("rw", db.commands, db.facts, async () => {
        let seq = 0;
        for (const command of await waiting().sortBy("order")) {
          seq += 1;
          await db.commands.update(command.order, { device: uuid, seq });
        }
        await writeDevice({ uuid, registered: false, lastSeq: seq });
      }),

    append: (draft, stamp, media) =>
      db.transaction("rw", everything, async () => {
        const device = await readDevice();
        const seq = device.lastSeq + 1;
        await writeDevice({ ...device, lastSeq: seq });
        const command: Omit<Command, "order"> = {
          uuid: stamp.uuid,
          device: device.uuid,
          seq,
          type: draft.type,
          payload: draft.payload,
          label: draft.label,
          at: stamp.at,
          madeAt: stamp.madeAt,
          holdUntil: stamp.madeAt + (draft.holdMs ?? 0),
          state: "waiting",
          attempts: 0,
          answeredAt: null,
          answer: null,
          settledAt: null,
        };
        const order = await db.commands.add(command);
        if (media && !(await db.media.get(media.sha256))) {
          const { bytes, ...facts } = media;
          await db.bytes.put({ sha256: media.sha256, bytes });
          await db.media.add({
            ...facts,
            size: bytes.byteLength,
            addedAt: stamp.madeAt,
            uploadUrl: null,
            offset: 0,
            attempts: 0,
            storedAt: null,
          });
        }
        return { ...command, order };
      }),

    takeBack: (uuid) =>
      db.transaction("rw", db.commands, db.facts, async () => {
        const newest = await db.commands.orderBy("order").last();
        if (newest?.uuid !== uuid || newest.state !== "waiting" || newest.attempts > 0) return false;
        const device = await readDevice();
        await db.commands.delete(newest.order);
        await writeDevice({ ...device, lastSeq: device.lastSeq - 1 });
        return true;
      }),

    nextBatch: (limit, now) =>
      db.transaction("rw", db.commands, async () => {
        const batch: Command[] = [];
        for (const command of await waiting().sortBy("order")) {
          if (batch.length === limit || (command.attempts === 0 && command.holdUntil > now)) break;
          batch.push(command);
        }
        for (const command of batch) {
          command.attempts += 1;
          await db.commands.update(command.order, { attempts: command.attempts });
        }
        return batch;
      }),

    waitingCount: () => waiting().count(),

    async heldUntil(now) {
      const held = (await waiting().toArray()).filter((one) => one.attempts === 0 && one.holdUntil > now);
      return held.length === 0 ? null : Math.min(...held.map((one) => one.holdUntil));
    },

    async releaseHolds() {
      await waiting().modify({ holdUntil: 0 });
    },

    async answer(uuid, state, answer, at) {
      await byUuid(uuid).modify({ state, answer, answeredAt: at });
    },

    sendAgainFrom: (seq) =>
      db.transaction("rw", db.commands, db.facts, async () => {
        const device = await readDevice();
        const from = await db.commands
          .where("seq")
          .aboveOrEqual(seq)
          .and((one) => one.device === device.uuid)
          .toArray();
        if (from.length !== device.lastSeq - seq + 1) return false;
        for (const command of from) await db.commands.update(command.order, { state: "waiting" });
        return true;
      }),

    setAside: (uuid, blank, answer) =>
      db.transaction("rw", db.commands, async () => {
        const command = await byUuid(uuid).first();
        if (!command) return;
        const { order, ...rest } = command;
        await db.commands.delete(order);
        await db.commands.add({ ...rest, seq: 0, state: "rejected", answer, answeredAt: blank.madeAt });
        // The blank stands where the command stood, before all that waits behind it.
        await db.commands.add({
          ...command,
          uuid: blank.uuid,
          type: "set_aside",
          payload: { ...(command.payload.visit_id === undefined ? {} : { visit_id: command.payload.visit_id }), uuid, type: command.type },
          attempts: 0,
          // The refusal that a person has to see is the command's own.
          settledAt: blank.madeAt,
        });
      }),

    async settle(uuid, at) {
      await byUuid(uuid).modify({ settledAt: at });
    },

    async prune(before) {
      await db.commands
        .where("state")
        .anyOf("applied", "rejected", "conflict")
        .and((one) => (one.answeredAt ?? Infinity) < before && !needsAttention(one))
        .delete();
      const safe = await db.media.filter((one) => one.storedAt !== null && one.storedAt < before).primaryKeys();
      await db.transaction("rw", db.media, db.bytes, async () => {
        await db.bytes.bulkDelete(safe);
        await db.media.bulkDelete(safe);
      });
    },

    async nextMedia() {
      const open = await db.media.filter((one) => one.storedAt === null).toArray();
      // One that keeps failing must not stand before the others.
      open.sort((a, b) => a.attempts - b.attempts || a.addedAt - b.addedAt);
      return open[0] ?? null;
    },

    async noteMedia(sha256, change) {
      await db.media.update(sha256, change);
    },

    async mediaStored(sha256, at) {
      const known = await db.media.get(sha256);
      if (known) await db.media.update(sha256, { storedAt: at, offset: known.size });
    },

    watch(listener) {
      const subscription = liveQuery(() =>
        db.transaction("r", db.commands, db.media, async (): Promise<Kept> => ({
          commands: await db.commands.orderBy("order").toArray(),
          media: await db.media.toArray(),
        })),
      ).subscribe(listener);
      return () => subscription.unsubscribe();
    },

    async readFact<Value>(key: string) {
      return ((await db.facts.get(key))?.value as Value | undefined) ?? null;
    },

    async writeFact(key, value) {
      await db.facts.put({ key, value });
    },

    async bytesOf(sha256) {
      return (await db.bytes.get(sha256))?.bytes ?? null;
    },

    close: () => db.close(),
  };
}
