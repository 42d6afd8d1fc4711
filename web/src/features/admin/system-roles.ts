/** Roles that open parts of the administration, as the server names them. */
export const SYSTEM_ROLES = ["administrator", "security", "auditor", "builder"] as const;
