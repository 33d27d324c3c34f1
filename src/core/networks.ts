/** All addresses that one customer of a provider commonly has: an IPv4 address, or an IPv6 /64 (RFC 6177). */
export function networkOf(ip: string | null): string {
  if (ip === null) return 'unknown'
  if (!ip.includes(':')) return ip
  const groups = ipv6Groups(ip)
  if (groups === null) return 'unknown'
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (!mapped)
    return `${groups
      .slice(0, 4)
      .map((group) => group.toString(16))
      .join(':')}::/64`
  const [high = 0, low = 0] = groups.slice(6)
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

function ipv6Groups(ip: string): number[] | null {
  const url = URL.parse(`http://[${ip}]/`)
  if (url === null) return null
  const [head = '', tail] = url.hostname.slice(1, -1).split('::')
  const groups = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
  const [left, right] = [groups(head), groups(tail ?? '')]
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right]
}
