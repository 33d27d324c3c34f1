import * as z from 'zod/mini'

const YES = ['true', '1', 'yes', 'on', 'y', 'enabled']
const NO = ['false', '0', 'no', 'off', 'n', 'disabled']

/** In the words of zod's `stringbool`, which also knows the way back, and weighs half a kilobyte for it. */
export const toggle = () =>
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((text) => text.toLowerCase()),
    ),
    z.pipe(
      z.enum([...YES, ...NO]),
      z.transform((word) => YES.includes(word)),
    ),
  )
