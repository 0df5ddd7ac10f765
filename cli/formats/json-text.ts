/** Characters beyond ASCII that steer a terminal or turn the direction of writing. JSON may hold them escaped. */
const steering = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** JSON that is safe to show: the same data, with every control character as an escape. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(steering, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
