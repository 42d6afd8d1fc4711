import { createContext, useContext } from "react";
import type { FieldDefinition, FileInfo, LinkedRecord } from "./definition";
import type { Around } from "./kind";
import { fieldTexts, type Language, type Translate, translator } from "./texts";

export interface UploadHooks {
  /** Between 0 and 1. */
  onProgress: (share: number) => void;
  /** The network is lost and the upload waits for it; false when it goes on. */
  onTrouble?: (waiting: boolean) => void;
  /** Raised with PAUSE or LEAVE, what has arrived is kept. */
  signal: AbortSignal;
}

/** Why a file did not arrive; `message` is a sentence for people when the server gave one. */
export class UploadFailure extends Error {
  constructor(
    readonly reason: "network" | "too_large" | "wrong_type" | "too_many_requests" | "refused",
    readonly sentence: string | null = null,
  ) {
    super(reason);
  }
}

/** Whether files of a field are on their way or stuck; both keep a form from being sent. */
export interface TransferState {
  sending: number;
  failed: number;
}

export interface FoundRecord extends LinkedRecord {
  id: string;
}

/** Whether typed letters sound like the text or a part of it. */
export type PinyinMatch = (text: string, typed: string) => boolean;

/** What inputs need from the page around them. */
export interface FieldEnvironment {
  language: Language;
  t: Translate;
  /** Files, people and records that values refer to by id. */
  files: Readonly<Record<string, FileInfo>>;
  people: Readonly<Record<string, { name: string }>>;
  records?: Readonly<Record<string, LinkedRecord>>;
  /** Sends one file; rejects with `UploadFailure`, or with any error after the signal was raised. Absent: no files can be added. */
  upload?: (file: File, field: FieldDefinition, hooks: UploadHooks) => Promise<FileInfo>;
  /** Called when a file has arrived, before the value changes. */
  rememberFile?: (file: FileInfo) => void;
  onTransfers?: (fieldKey: string, state: TransferState) => void;
  /** Records of a form (`app.key`) whose title or number holds the text, the newest first. Absent: none can be found. */
  findRecords?: (form: string, text: string, signal: AbortSignal) => Promise<FoundRecord[]>;
  /** Called when a record was chosen, before the value changes. */
  rememberRecord?: (id: string, record: LinkedRecord) => void;
  /** Address of the page of a record. */
  recordAddress?: (form: string, id: string) => string;
  /** Loads what finds Chinese words by their sounds; absent: by their first letters only. */
  loadPinyin?: () => Promise<PinyinMatch>;
  /** Address of a stored file, where the reader may open it. */
  fileAddress?: (id: string) => string;
}

export const plainEnvironment: FieldEnvironment = {
  language: "zh-CN",
  t: translator(fieldTexts["zh-CN"]),
  files: {},
  people: {},
};

export const FieldEnvironmentContext = createContext<FieldEnvironment>(plainEnvironment);

/** What texts of values need, of what inputs need. */
export function around(environment: FieldEnvironment): Around {
  const { language, t, people, records = {} } = environment;
  return { language, t, people, records };
}

export function useFieldEnvironment(): FieldEnvironment {
  return useContext(FieldEnvironmentContext);
}
