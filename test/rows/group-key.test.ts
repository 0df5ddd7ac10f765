import { test } from "uvu"
import * as assert from "uvu/assert"
import { Event } from "../../engine/event.ts"
import { eventKey, groupKey, valueKey } from "../../engine/rows/group-key.ts"

test("keys are the same for equal values only", () => {
  assert.is(valueKey(1), valueKey("1"))
  assert.is.not(valueKey("1\n2"), valueKey(["1", "2"]))
  assert.is.not(valueKey(["12"]), valueKey(["1", "2"]))
  assert.is.not(groupKey(Event.from({ a: "x", b: "yz" }), ["a", "b"]), groupKey(Event.from({ a: "xy", b: "z" }), ["a", "b"]))
  assert.is(groupKey(Event.from({ a: 1 }), ["a", "b"]), null)
  assert.is(eventKey(Event.from({ a: 1, b: 2 })), eventKey(Event.from({ b: "2", a: "1" })))
  assert.is.not(eventKey(Event.from({ a: 1 })), eventKey(Event.from({ a: 1, b: 2 })))
  assert.is(eventKey(Event.from({ a: 1, b: 2 }), "b"), eventKey(Event.from({ a: 1 }), "b"))
})

test.run()
