import { Event } from "../event.ts"
import { scalarText } from "../values/text-argument.ts"

/**
 * An event of which only some fields are seen, in the order that `names` gives. They are still resolved on demand, keywords still
 * search its text, and what is set on the view does not reach the event.
 */
export const fieldView = (event: Event, sees: (name: string) => boolean, names: () => Iterable<string>): Event =>
  new Event({
    get: name => (sees(name) ? event.get(name) : null),
    names,
    text: () => event.text(),
    inDataset: dataset => event.inDataset(dataset),
    knownAs: name => (sees(name) ? event.knownAs(name).map(scalarText) : []),
  })
