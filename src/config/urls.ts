const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]']

/** Whether nobody between reads what is sent there: https, or http to this machine. */
export const isPrivate = (url: URL | null): boolean =>
  url?.protocol === 'https:' || (url?.protocol === 'http:' && THIS_MACHINE.includes(url.hostname))

/** What blanks separate. */
export const words = (text: string): string[] => text.split(/\s+/).filter(Boolean)
