/** The five contracts, as their variables are called. */
export const CONTRACTS = ['MOVIE_IN_CASE', 'TRANSCENDENCE', 'SSAFY', 'BUSKING', 'GATEWAY'] as const

export const contractOf = (name: (typeof CONTRACTS)[number]): string =>
  name.toLowerCase().replaceAll('_', '-')
