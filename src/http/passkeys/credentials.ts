import * as z from 'zod/mini'

/** What `PublicKeyCredential.toJSON()` gives; what is not read here may be there or not. */
const credential = <Response extends z.core.$ZodShape>(response: Response) =>
  z.object({ id: z.string(), type: z.literal('public-key'), response: z.object(response) })

/** Of `navigator.credentials.get()`. */
export const assertion = () =>
  credential({
    clientDataJSON: z.string(),
    authenticatorData: z.string(),
    signature: z.string(),
    userHandle: z.optional(z.nullable(z.string())),
  })

/** Of `navigator.credentials.create()`. */
export const registration = () =>
  credential({
    clientDataJSON: z.string(),
    attestationObject: z.string(),
    transports: z.optional(z.array(z.string())),
  })

/** One in a field of a form, as JSON; null for anything else. */
export function credentialIn<T extends z.ZodMiniType>(schema: () => T, text: string): z.infer<T> | null {
  try {
    return schema().safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
