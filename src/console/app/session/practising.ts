/** Whether who is signed in practises: then the page shows a shop of simulated buyers, and fewer sections. */
import { createContext } from "react";

export const PractisingContext = createContext(false);
