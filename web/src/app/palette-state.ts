import { create } from "zustand";

/** Which of the two lies over the screen: the palette, or the list of keys. */
interface PaletteState {
  open: "palette" | "keys" | null;
}

export const usePaletteState = create<PaletteState>()(() => ({ open: null }));

export const openPalette = () => usePaletteState.setState({ open: "palette" });
export const openKeys = () => usePaletteState.setState({ open: "keys" });
export const closePalette = () => usePaletteState.setState({ open: null });
