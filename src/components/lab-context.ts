import { createContext } from 'react';

/** The lab whose steps stand here. */
export const LabContext = createContext<string | undefined>(undefined);
