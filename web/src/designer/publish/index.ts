/** Publishing and versions, for every screen of the Studio. */

export { PublishButton } from "./publish-button";
export { draftsChanged } from "./queries";
export { VersionsDrawer, VersionsPanel } from "./versions-drawer";
