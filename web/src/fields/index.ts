/** The one kit of field inputs, used by the public pages, the console and the designers. One file per field type in `types/`. */
export type {
  FieldDefinition,
  FieldOption,
  FieldValue,
  FileInfo,
  LinkedRecord,
} from "./definition";
export { asList, asText, isEmpty, isMask, toFieldValue } from "./definition";
export type {
  FieldEnvironment,
  FoundRecord,
  PinyinMatch,
  TransferState,
  UploadHooks,
} from "./environment";
export {
  FieldEnvironmentContext,
  plainEnvironment,
  UploadFailure,
  useFieldEnvironment,
} from "./environment";
export { FieldFrame, type FieldFrameProps } from "./frame";
export type {
  Around,
  FieldInputProps,
  FieldKind,
  FieldSize,
  FieldViewProps,
  Problem,
} from "./kind";
export { type Pictures, picturesOf } from "./pictures";
export { checkField, defaultOf, fieldKinds, isAsked, kindOf } from "./registry";
export { sendFile } from "./send-file";
export { loadPinyin } from "./sounds";
export {
  type Dictionary,
  fieldTexts,
  LANGUAGES,
  type Language,
  type Translate,
  translator,
} from "./texts";
export { LEAVE, type UploadWay } from "./upload-way";
