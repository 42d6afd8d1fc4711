/** The one kit of field inputs, used by the public pages, the console and the designers. One file per field type in `types/`. */
export type { FieldDefinition, FieldOption, FieldValue, FileInfo } from "./definition";
export { asList, asText, isEmpty, toFieldValue } from "./definition";
export type { FieldEnvironment, TransferState, UploadHooks } from "./environment";
export {
  FieldEnvironmentContext,
  plainEnvironment,
  UploadFailure,
  useFieldEnvironment,
} from "./environment";
export { FieldFrame, type FieldFrameProps } from "./frame";
export type { FieldInputProps, FieldKind, FieldSize, FieldViewProps, Problem } from "./kind";
export { checkField, fieldKinds, kindOf } from "./registry";
export { sendFile } from "./send-file";
export {
  type Dictionary,
  fieldTexts,
  LANGUAGES,
  type Language,
  type Translate,
  translator,
} from "./texts";
