/** Grants of roles, as the studio and the form designer edit them. */
export { FieldsCell, GrantHead, Mark, type Run, ScopeCell } from "./cells";
export {
  ACTIONS,
  addRow,
  BOARD_ACTIONS,
  type Grant,
  grantsOf,
  type Row,
  rowsOf,
} from "./grants";
