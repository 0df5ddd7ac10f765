/** An option as a node keeps it: left out when it has its default, so that every way of writing a stage gives the same node. */
export const unlessDefault = <T>(value: T | undefined, standard: T): T | undefined => (value === standard ? undefined : value)
