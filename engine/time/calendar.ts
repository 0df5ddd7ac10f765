/** The proleptic Gregorian calendar as arithmetic. Days count from 1970-01-01, months from 1. */

export const secondsPerDay = 86_400

export interface CivilDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** Days since 1970-01-01. The month must be 1 to 12; any day number is taken, so that day 0 is the last of the month before. */
export function daysFromCivil(year: number, month: number, day: number): number {
  // Years start in March here, so that the leap day is the last day of a year.
  const y = month > 2 ? year : year - 1
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

export function civilFromDays(days: number): CivilDate {
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const m = Math.floor((5 * dayOfYear + 2) / 153)
  const month = m < 10 ? m + 3 : m - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * m + 2) / 5) + 1 }
}

/** 0 is Sunday. */
export const weekdayOf = (days: number): number => (((days + 4) % 7) + 7) % 7

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

export const daysInMonth = (year: number, month: number): number => (month === 2 && isLeapYear(year) ? 29 : (monthLengths[month - 1] ?? 31))

export const isValidDate = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)

/** The ISO 8601 week that a day lies in: weeks start on Monday and belong to the year that holds their Thursday. */
export function isoWeekOf(days: number): { year: number; week: number } {
  const thursday = days - ((weekdayOf(days) + 6) % 7) + 3
  const { year } = civilFromDays(thursday)
  return { year, week: Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1 }
}

/** The Monday that starts week 1 of an ISO 8601 year. */
export function isoYearStart(year: number): number {
  const fourth = daysFromCivil(year, 1, 4)
  return fourth - ((weekdayOf(fourth) + 6) % 7)
}

/** The same wall-clock second some months later or earlier; the day is held to the end of a shorter month. */
export function addMonths(wallClock: number, months: number): number {
  const days = Math.floor(wallClock / secondsPerDay)
  const { year, month, day } = civilFromDays(days)
  const total = year * 12 + month - 1 + months
  const newYear = Math.floor(total / 12)
  const newMonth = total - newYear * 12 + 1
  const newDay = Math.min(day, daysInMonth(newYear, newMonth))
  return daysFromCivil(newYear, newMonth, newDay) * secondsPerDay + (wallClock - days * secondsPerDay)
}

export const weekdayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const
export const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const
