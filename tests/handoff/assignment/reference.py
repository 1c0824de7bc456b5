"""The rules of assignment once more, as one reads them, to compare with."""


def expected(people, need) -> tuple[int | None, dict[int, str]]:
    """(who, why each other is not chosen): people are plain rows, need is what the lead asks for."""
    out = {each.pk: "away" for each in people if each.is_away}
    here = [each for each in people if not each.is_away]
    for word, wanted in (("proposed", need.proposed), ("account_owner", need.owner)):
        if wanted in [each.pk for each in here]:
            return wanted, out | {each.pk: word for each in here if each.pk != wanted}
    out |= {each.pk: "other_team" for each in here if not each.in_team}
    here = [each for each in here if each.in_team]
    out |= {each.pk: "full" for each in here if each.capacity is not None and each.taken >= each.capacity}
    here = [each for each in here if each.capacity is None or each.taken < each.capacity]

    if need.territory:
        inside = [each for each in here if need.territory.pk in each.rules]
        if inside or not need.leaves_territory:
            out |= {each.pk: "territory" for each in here if each not in inside}
            here = inside
    if need.skills and here:

        def has(each):
            return sum(skill.pk in each.rules for skill in need.skills)

        most = max(has(each) for each in here)
        if most < len(need.skills) and not need.leaves_skills:
            most = len(need.skills)
        out |= {each.pk: "skill" for each in here if has(each) < most}
        here = [each for each in here if has(each) >= most]

    if not here:
        return None, out
    fewest = min(each.load for each in here)
    out |= {each.pk: "fewest_deals" for each in here if each.load > fewest}
    here = [each for each in here if each.load == fewest]
    given_now = [each for each in here if each.turn]
    never = [each for each in here if not each.turn and each.last_at is None]
    before = [each for each in here if not each.turn and each.last_at is not None]
    if never:
        longest = never
    elif before:
        longest = [each for each in before if each.last_at == min(other.last_at for other in before)]
    else:
        longest = [min(given_now, key=lambda each: each.turn)]
    out |= {each.pk: "longest_ago" for each in here if each not in longest}
    return longest, out
