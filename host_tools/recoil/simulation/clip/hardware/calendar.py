"""Civil time (UTC) from seconds since 1970 and back, in whole numbers."""

_DAY_S = 86400
_ERA_DAYS = 146097  # 400 years


def civil(seconds):
    """Return year, month, day, hour, minute, second, weekday (Monday is 0), day of the year (from 1)."""
    days = seconds // _DAY_S
    rest = seconds % _DAY_S
    # Years that begin in March put the leap day last.
    shifted = days + 719468
    era = shifted // _ERA_DAYS
    day = shifted % _ERA_DAYS
    year = (day - day // 1460 + day // 36524 - day // 146096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    month_day = day - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    year += 400 * era + (1 if month < 3 else 0)
    year_day = days - days_until(year, 1, 1) + 1
    return (year, month, month_day, rest // 3600, rest // 60 % 60, rest % 60, (days + 3) % 7, year_day)


def days_until(year, month, day):
    """Return the days from 1970-01-01 to a date."""
    if month < 3:
        year -= 1
    year_day = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    era = year // 400
    year %= 400
    return era * _ERA_DAYS + 365 * year + year // 4 - year // 100 + year_day - 719468


def seconds(civil_time):
    """Return seconds since 1970 of year, month, day, hour, minute, second, ..."""
    year, month, day, hour, minute, second = civil_time[:6]
    return days_until(year, month, day) * _DAY_S + hour * 3600 + minute * 60 + second
