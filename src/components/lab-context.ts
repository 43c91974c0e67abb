import { createContext } from 'react';

/** The lab whose steps stand here. */
export const LabContext = createContext<string | undefined>(undefined);

/** Level of a step's heading: a step of a lab's own page is a part of the page, in a chapter it is one level lower. */
export const StepHeadingContext = createContext<'h2' | 'h3'>('h3');
