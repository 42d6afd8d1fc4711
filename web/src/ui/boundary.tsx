import { Component, type ReactNode } from "react";

/** What is shown in place of a part that broke, so that nobody stands before an empty page. */
export class Boundary extends Component<
  { instead: ReactNode; children: ReactNode },
  { broken: boolean }
> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? this.props.instead : this.props.children;
  }
}
