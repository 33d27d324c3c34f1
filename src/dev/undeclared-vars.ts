/**
 * The flags that hand on what a file of variables has and wrangler.toml does not declare, such as a provider's secret:
 * with a list of required secrets wrangler reads no other from the file. What is empty there is not handed on.
 */
export function undeclaredVars(present: Record<string, string | undefined>, toml: string): string[] {
  const [, required = ''] = /^required = \[([^\]]*)\]/m.exec(toml) ?? []
  const declared = [...toml.matchAll(/^(\w+) = /gm), ...required.matchAll(/"(\w+)"/g)].map(([, name]) => name)
  return Object.entries(present).flatMap(([name, value]) =>
    value && !declared.includes(name) ? ['--var', `${name}:${value}`] : [],
  )
}

/** wrangler.toml with its queue, which stands in comments there: a deploy with it needs the queue to be made before. */
export const withQueue = (toml: string): string =>
  toml.replace(/^# (?=\[\[queues|binding = "WEBHOOKS"|queue =|max_|dead_)/gm, '')
