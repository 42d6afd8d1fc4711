/** A busy machine is no failure: what is waited for may take ten seconds. */
import { configure } from "@testing-library/react";

configure({ asyncUtilTimeout: 10_000 });
