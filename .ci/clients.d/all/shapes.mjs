// What the frameworks are asked to return, and what the simulated model returns for it.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

export const TRIP = 'A trip for 3 to see the city of Oslo by train';
export const SHOW = 'Show an example of JSON.';
export const RED = readFileSync('conformance-suite/src/main/resources/com/brievio/conformance/probe/red.png');
export const RED_URL = `data:image/png;base64,${RED.toString('base64')}`;

export const Trip = z.object({
  legs: z.array(z.object({ to: z.string(), by: z.enum(['bus', 'train']) })),
  travellers: z.number().min(1).describe('How many travel'),
});
export const TAKEN = { legs: [{ to: 'Oslo', by: 'train' }], travellers: 3 };

/** The object that the simulated model writes where it is only told to write JSON. */
export const Odd = z.object({ a: z.string(), b: z.object({ n: z.number(), list: z.array(z.union([z.number(), z.string()])) }) });
export const ODD = { a: 'a "brace" } and a \\ back', b: { n: 3, list: [1, 'x'] } };
