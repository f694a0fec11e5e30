"""The shops of the shared vectors and the calls that are made on them; tools/vectors.py adds what they must give.
Small ones are made by hand so that an answer can be reasoned out, four larger ones by a seeded generator."""
import datetime as dt
import zoneinfo

import naive_book

UTC = dt.timezone.utc
EPOCH = dt.date(1970, 1, 1)


def table(names, *rows):
    """Columns from rows."""
    return {name: [row[at] for row in rows] for at, name in enumerate(names.split())}


def call(name, as_of=None, rule=None, **more):
    made = {"call": name}
    if as_of is not None:
        made["as_of"] = as_of
    if rule is not None:
        made["rule"] = rule
    made.update(more)
    return made


def zone(name):
    """The zone's offsets from 2020 to 2029, by looking at every half hour."""
    found, seconds = zoneinfo.ZoneInfo(name), 1800
    at, until = dt.datetime(2020, 1, 1, tzinfo=UTC), dt.datetime(2030, 1, 1, tzinfo=UTC)
    instants, offsets = [], []
    while at < until:
        offset = int(at.astimezone(found).utcoffset().total_seconds())
        if not offsets or offset != offsets[-1]:
            instants.append(int(at.timestamp()))
            offsets.append(offset)
        at += dt.timedelta(seconds=seconds)
    return {"instants": instants, "offsets": offsets, "valid_until": int(until.timestamp()) - 1}


ZONES = {name: zone(name) for name in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")}


def shop(name, about, rows, calls, labels=None, line_labels=None, options=None, rules=None, **more):
    made = {"name": name, "about": about}
    made.update(more)
    if options:
        made["options"] = options
    if options and "tz" in options:
        made["zone"] = ZONES[options["tz"]]
    made["rows"] = {role: values for role, values in rows.items() if role not in (labels or ()) + (line_labels or ())}
    for key, names in (("labels", labels), ("line_labels", line_labels)):
        if names:
            made[key] = {each: rows[each] for each in names}
    if rules:
        made["rules"] = rules
    made["calls"] = calls
    return made


# ---- totals and customers --------------------------------------------------------------------------------------------

SIX = table("customer time amount", ("ann", "2024-01-05", 2500), ("bob", "2024-01-08", 1800),
            ("ann", "2024-02-04", 2700), ("cid", "2024-02-15", 9900), ("bob", "2024-02-20", 1800),
            ("ann", "2024-03-06", 2500))

EVERY_KIND = table(
    "customer time amount order kind",
    (1, "2024-01-03", 5000, 101, "sale"),       # partly refunded in January and over-refunded in March
    (2, "2024-01-04", 3000, 102, "sale"),       # fully refunded in February
    (0, "2024-01-05", 1200, 103, "sale"),       # a guest
    (None, "2024-01-05", 800, 104, "sale"),     # another
    (3, "2024-01-06", 999, 105, "renewal"),
    (3, "2024-02-06", 999, 106, "renewal"),
    (4, "2024-01-07", 0, 107, "sale"),          # a zero order
    (1, "2024-01-20", -1500, 101, "refund"),    # 35.00 left
    (2, "2024-02-10", 3000, 102, "refund"),     # nothing left: no order any more from this day on
    (1, "2024-03-01", 4000, 101, "refund"),     # more than is left
    (5, "2024-02-11", 700, 999, "refund"),      # of an order that the rows do not hold
    (6, "2024-01-08", 4400, 108, "ignored"),
    (6, "2024-01-09", 4400, 108, "refund"),     # of an ignored order: ignored with it
    (1, "2024-02-01", 2000, 109, "sale"),
    (7, "2024-02-20", 1000, 110, "sale"),
    (7, "2024-02-15", 400, 110, "refund"),      # dated before its order: acts on 20 February
    (1, "2024-02-01", 2000, 109, "sale"),       # the same line again: a duplicate, counted and not dropped
    (None, "2024-02-21", 300, 103, "refund"),   # a guest's refund
)


def totals():
    days = ("2023-12-31", "2024-01-05", "2024-01-31", "2024-02-10", "2024-02-20", "2024-03-31")
    calls = [call("totals", day) for day in days]
    lines = table(
        "customer time amount order product quantity discount",
        ("ann", "2024-05-01", 2000, "A1", "cup", 2, 500), ("ann", "2024-05-01", -300, "A1", None, None, None),
        ("ann", "2024-05-02", 490, "A1", None, 0, None), ("bob", "2024-05-02", 1500, "A2", "pot", 1, 0),
        ("bob", "2024-05-09", -1500, "A3", "pot", -1, None), ("cid", "2024-05-03", 1000, None, "cup", 1, None),
        ("cid", "2024-05-03", 1000, None, "cup", 1, None))
    return [
        shop("six orders", "Three customers; the example of the documentation.", SIX,
             [call("totals", "2024-02-15"), call("totals", "2024-03-31"), call("warnings", "2024-03-31"),
              call("warnings", "2023-06-01"), call("customers", "2024-03-31"), call("customers_count", "2024-03-31")]),
        shop("every kind of row", "Refunds of every sort, guests, renewals, ignored rows, a zero order, a duplicate.",
             EVERY_KIND, calls + [call("customers", "2024-03-31"), call("warnings", "2024-03-31")],
             options={"find_duplicates": True}),
        shop("every kind of row, zero orders count", "The same with zero_orders: customer 4 is a buyer.", EVERY_KIND,
             [call("totals", "2024-01-31"), call("totals", "2024-03-31"), call("customers", "2024-03-31")],
             options={"zero_orders": True}),
        shop("statuses of the shop", "The shop's own words for kinds.",
             {**SIX, "kind": ["done", "done", "cancelled", "done", "abo", "back"]}, [call("totals", "2024-12-31")],
             options={"kinds": {"done": "sale", "cancelled": "ignored", "abo": "renewal", "back": "refund"}}),
        shop("lines", "A discount line, shipping without product, an order that is a return, orders without an id.",
             lines, [call("totals", "2024-05-31"), call("totals", "2024-05-01"), call("customers", "2024-05-31")],
             options={"negative": "refund"}),
        shop("no rows", "An empty shop.", {"customer": [], "time": [], "amount": []},
             [call("totals", "2024-01-01"), call("warnings", "2024-01-01"), call("customers", "2024-01-01"),
              call("customers_count", "2024-01-01")]),
        shop("only guests", "Money without customers.",
             table("customer time amount", (None, "2024-01-01", 100), ("", "2024-01-02", 200)),
             [call("totals", "2024-01-31"), call("customers_count", "2024-01-31")]),
    ]


def customers():
    columns = table(
        "customer time amount order product quantity discount cost kind",
        (1, "2023-01-10", 1000, 1, "a", 2, 0, 400, "sale"), (1, "2023-02-10", 900, 2, "a", 1, 100, 300, "sale"),
        (1, "2023-02-10", 600, 3, "b", 1, 0, 700, "sale"), (2, "2023-02-11", 5000, 4, "b", 4, 1000, None, "sale"),
        (1, "2023-04-20", 900, 5, "a", 1, 0, 300, "sale"), (2, "2023-03-01", 2500, 4, "b", 2, None, None, "refund"),
        (3, "2023-05-05", 700, 6, "a", 1, 0, 350, "sale"), (3, "2023-05-06", 700, 6, "a", 1, None, None, "refund"),
        (2, "2023-06-01", 800, 7, "c", 3, 0, 100, "renewal"), (2, "2023-07-01", 800, 8, "c", 3, 0, 100, "renewal"),
        (2, "2023-08-15", 1200, 9, "a", 2, 50, 500, "sale"), (4, "2023-08-15", 300, 10, None, None, 0, 0, "sale"),
        (1, "2024-06-01", 450, 11, "a", 1, 0, 200, "sale"))
    known = table("customer time amount", ("old", "2023-11-30", 100), ("old", "2024-01-05", 200),
                  ("new", "2024-01-10", 300), ("came", "2024-01-20", 400), ("merged", "2024-02-01", 500),
                  ("new", "2024-02-15", 600), ("other", "2024-03-01", 700), ("came", "2024-03-02", 800))
    return [
        shop("every column", "Quantities, discounts, costs, gaps; a renewal is in no gap, a returned order in none.",
             columns,
             [call("customers", "2023-08-31"), call("customers", "2023-05-05"), call("customers", "2024-06-30"),
              call("customers", "2023-08-31", options={"window_days": 100}),
              call("customers_count", "2024-06-30"),
              call("customers_count", "2023-08-31", options={"window_days": 60, "repeat_days": 30}),
              call("customers_count", "2023-08-31", options={"group": ["x", "y", None, "x"]}),
              call("customers_count", "2023-08-31", options={"group": ["x", "y", "x", "y"],
                                                             "mask": [True, False, True, True]}),
              call("customers_count", "2023-08-31", options={"mask": [False, True, True, False]})]),
        shop("purchases by order", "The same, every counted order being a purchase.", columns,
             [call("totals", "2024-06-30"), call("customers", "2023-08-31"), call("customers_count", "2024-06-30")],
             options={"count_by_order": True}),
        shop("unknown births", "Records begin in 2024: who bought before, or is known from before, has no known birth.",
             known,
             [call("totals", "2024-03-31"), call("customers", "2024-03-31"), call("customers_count", "2024-03-31"),
              call("cohorts", "2024-03-31", options={"periods": 3})],
             options={"observed_from": "2024-01-01", "alias": [["merged", "came"], ["other", "merged"]],
                      "since": [["came", "2024-01-02"], ["other", "2022-05-05"], ["new", None]]}),
        shop("guests by key", "Keys that mean guest, aliases that lead to one.", known,
             [call("totals", "2024-03-31"), call("customers", "2024-03-31")],
             options={"guest": [None, "other", "came"], "alias": [["old", "other"]]}),
        shop("observed until", "An as_of up to the last covered day.", SIX, [call("totals", "2024-03-31"),
                                                                              call("warnings", "2024-03-10")],
             options={"observed_until": "2024-03-31"}),
        shop("beyond", "An as_of beyond it, where that is allowed.", SIX, [call("totals", "2024-06-30"),
                                                                            call("warnings", "2024-06-30")],
             options={"observed_until": "2024-03-31", "allow_beyond": True}),
    ]


# ---- keys, money, time -----------------------------------------------------------------------------------------------


def keys():
    texts = table(
        "customer time amount order shop product category",
        ("Ärzte-Haus", "2024-01-01", 100, "Ä-1", "köln", "tee", "旅"),
        ("żółw", "2024-01-02", 200, "ż", "köln", "tee", "旅"),
        ("Zoe", "2024-01-03", 300, "Z", "köln", "😀", None), ("zoe", "2024-01-03", 400, "Z", "bonn", "e\u0301", "旅"),
        ("𝔤𝔬", "2024-01-04", 500, None, None, "é", "旅"),
        ("Ärzte-Haus", "2024-02-01", 600, "Ä-2", "köln", "tee", None),
        ("a'\"\\,;\n", "2024-02-02", 700, "quote", "bonn", None, None),
        (" zoe", "2024-02-03", 800, "blank", "bonn", None, None))
    big = 2**53
    numbers = table(
        "customer time amount order",
        (big + 1, "2024-01-01", 100, 2**63 - 1), (big + 2, "2024-01-01", 200, -2**63),
        (big + 1, "2024-01-09", 300, big + 1), (big + 3, "2024-01-10", 400, big + 2), (2**63 - 1, "2024-01-11", 500, 1),
        (-2**63, "2024-01-12", 600, 2), (-1, "2024-01-13", 700, 3), (big + 2, "2024-01-20", 800, 4))
    ties = table(
        "customer time amount order", ("z", "2024-01-01", 100, 1), ("B", "2024-01-01", 100, 2),
        ("a", "2024-01-01", 100, 3), ("ä", "2024-01-01", 100, 4), ("", "2024-01-01", 100, 5),
        ("aa", "2024-01-01", 100, 6), ("𐀀", "2024-01-01", 100, 7), ("\uffee", "2024-01-01", 100, 8))
    ntile = {"kind": "rfm", "as_of": "2024-01-31", "saved": True,
             "options": {"bins": 3, "recency_method": "ntile", "frequency_method": "ntile", "monetary_method": "ntile"}}
    return [
        shop("texts", "Keys beyond ASCII; an order is (shop, order id); composed and decomposed é are two products.",
             texts, [call("totals", "2024-02-28"), call("customers", "2024-02-28"),
                     call("cohorts", "2024-02-28", options={"by": "product", "periods": 2}),
                     call("cohorts", "2024-02-28", options={"by": "category", "periods": 2, "limit": 1})]),
        shop("large numbers", "Keys that no double holds.", numbers,
             [call("totals", "2024-01-31"), call("customers", "2024-01-31"), call("rfm", "2024-01-31", "ntile")],
             rules={"ntile": ntile}),
        shop("ties by key", "Equal customers dealt by the bytes of their keys (NTILE): U+FFEE comes before U+10000, "
             "other than in UTF-16.", ties, [call("rfm", "2024-01-31", "ntile")], rules={"ntile": ntile}),
    ]


def money():
    return [
        shop("two decimals", "Decimals read exactly at scale 2.",
             table("customer time amount discount cost", (1, "2024-01-01", "19.99", "0", "7.5"),
                   (2, "2024-01-02", "0.10", "0.2", "0.05"), (1, "2024-01-03", "1234567.89", None, "-1.00"),
                   (2, "2024-01-04", "5", "1", "4.30")),
             [call("totals", "2024-01-31"), call("customers", "2024-01-31")], options={"scale": 2}),
        shop("no decimals", "A currency without them.",
             table("customer time amount", (1, "2024-01-01", "500"), (2, "2024-01-02", "12000")),
             [call("totals", "2024-01-31")], options={"scale": 0}),
        shop("three decimals", "Dinars.", table("customer time amount", (1, "2024-01-01", "0.001"),
                                                (2, "2024-01-02", "9007199254740.993")),
             [call("totals", "2024-01-31"), call("customers", "2024-01-31")], options={"scale": 3}),
        shop("up to the limit", "A sum that just fits 64 bits.",
             table("customer time amount", (1, "2024-01-01", 2**62), (2, "2024-01-02", 2**62 - 1)),
             [call("totals", "2024-01-31"), call("customers", "2024-01-31")]),
    ]


def times():
    october = table(
        "customer time amount",
        (1, "2024-10-31T22:59:59Z", 100),   # 23:59:59 in Berlin: October
        (2, "2024-10-31T23:00:00Z", 200),   # midnight in Berlin: November
        (3, "2024-10-26T22:00:00Z", 300),   # the day with 25 hours begins (summer time)
        (3, "2024-10-27T22:59:59Z", 400),   # and ends (winter time)
        (3, "2024-10-27T23:00:00Z", 500),   # 28 October
        (4, "2024-03-30T23:00:00Z", 600),   # the day with 23 hours begins
        (4, "2024-03-31T21:59:59Z", 700),   # and ends
        (4, "2024-03-31T22:00:00Z", 800))   # 1 April
    clock = table("customer time amount", (1, "2024-10-31 22:59:59", 100), (2, "2024-10-31 23:00:00", 200),
                  (1, "2024-11-30 23:30:00", 300))
    abroad = table("customer time amount", (1, "2024-03-10T04:59:59Z", 100), (2, "2024-03-10T05:00:00Z", 200),
                   (3, "2024-11-03T04:00:00Z", 300), (4, "2024-11-04T04:59:59Z", 400), (5, "2024-11-04T05:00:00Z", 500),
                   (6, "2024-01-01T02:30:00Z", 600))
    days = [call("customers", "2024-12-31"), call("totals", "2024-10-31"), call("totals", "2024-11-30")]
    return [
        shop("late on 31 October", "Berlin: instants become the shop's days, on the days with 23 and 25 hours too.",
             october, days + [call("cohorts", "2024-11-30", options={"periods": 3}), call("totals", "2024-03-31"),
                              call("totals", "2024-10-27")], options={"tz": "Europe/Berlin"}),
        shop("UTC clock", "Datetimes without a zone that the shop stores in UTC.", clock, days,
             options={"tz": "Europe/Berlin", "input_tz": "UTC"}),
        shop("the shop's clock", "Datetimes without a zone are the shop's own clock.", clock, days),
        shop("New York", "The days on which the clock moves.", abroad, days, options={"tz": "America/New_York"}),
        shop("Lord Howe", "A zone whose clock moves by half an hour.", abroad, days,
             options={"tz": "Australia/Lord_Howe"}),
        shop("Kolkata", "An offset of half an hour.", abroad, days, options={"tz": "Asia/Kolkata"}),
        shop("same time", "One customer's orders of one instant are in sequence of their ids.",
             table("customer time amount order", (1, "2024-05-01T10:00:00Z", 300, 12),
                   (1, "2024-05-01T10:00:00Z", 100, 7), (1, "2024-05-01T09:59:59Z", 200, 30),
                   (1, "2024-05-02T10:00:00Z", 50, 5)),
             [call("customers", "2024-12-31"), call("cohorts", "2024-12-31", options={"periods": 2, "sequence": 4})],
             options={"tz": "Europe/Berlin", "count_by_order": True}),
        shop("calendar's ends", "The first and the last day there is.",
             table("customer time amount", (1, "0001-01-01", 100), (2, "9999-12-31", 200)),
             [call("totals", "0001-01-01"), call("totals", "9999-12-30"), call("totals", "9999-12-31")]),
    ]


# ---- RFM -------------------------------------------------------------------------------------------------------------


def rfm():
    """Twenty customers c01 ... c20: customer i buys i mod 5 + 1 times, last i * i days before 30 June."""
    rows, last = [], dt.date(2024, 6, 30)
    for i in range(1, 21):
        for j in range(i % 5 + 1):
            day = last - dt.timedelta(days=i * i + 10 * j)
            rows.append(("c%02d" % i, day.isoformat(), 500 + 137 * i % 1700 + 100 * j, 20 * i + j, 200 + i, "sale"))
    rows += [("c21", "2024-05-01", 900, 999, 0, "sale"), ("c21", "2024-06-15", 900, 999, 0, "refund"),
             ("c03", "2024-06-25", 300, 888, 0, "refund")]
    held, day = table("customer time amount order cost kind", *rows), "2024-06-30"
    methods = ("quantile", "ntile", "r_rfm", "qcut")
    rules = {"default": {"kind": "rfm", "as_of": day, "saved": True},
             "old": {"kind": "rfm", "as_of": "2024-03-31"},
             "bins_3": {"kind": "rfm", "as_of": day, "options": {"bins": 3}},
             "bins_10": {"kind": "rfm", "as_of": day, "saved": True, "options": {"bins": 10}},
             "window": {"kind": "rfm", "as_of": day, "options": {"window_days": 60, "monetary": "mean"}},
             "margin": {"kind": "rfm", "as_of": day, "options": {"monetary": "margin", "caps": [10, 0, 100, 200]}},
             "no_caps": {"kind": "rfm", "as_of": day, "options": {"caps": [0, 0, 0, 0]}},
             "some": {"kind": "rfm", "as_of": day, "options": {"mask": [i % 3 > 0 for i in range(21)]}},
             "cuts": {"kind": "rfm", "as_of": day, "saved": True, "options": {
                 "bins": 4, "recency_method": "cuts", "frequency_method": "cuts", "monetary_method": "cuts",
                 "recency_cuts": [200, 100, 30], "frequency_cuts": [2, 3, 5], "monetary_cuts": [1000, 2000, 4000]}}}
    for method in methods:
        rules[method] = {"kind": "rfm", "as_of": day, "saved": method == "ntile", "options": {
            "recency_method": method, "frequency_method": method, "monetary_method": method}}
    rules["r_rfm"]["options"]["currency_unit"] = 100
    scores = [call("rfm", day, name) for name in ("default", "window", "margin", "no_caps", "some") + methods]
    scores += [call("rfm", day, name, options={"map": "six"}) for name in ("bins_3", "bins_10", "cuts")]
    group = ["even" if i % 2 == 0 else "odd" for i in range(1, 21)] + [None]
    return [
        shop("methods", "Twenty buyers, one whose only order was refunded, and every way to cut.", held,
             scores + [call("rfm", day, "default", options={"map": "classic"}),
                       call("rfm", day, "default", options={"map": "six"}), call("rfm", "2024-07-31", "default"),
                       call("rfm", "2024-03-31", "old"), call("rfm", day, "bins_3")], rules=rules),
        shop("segments", "Counts by segment, and who moved between two days.", held,
             [call("map", map="default", bins=5), call("map", map="classic", bins=5), call("map", map="six", bins=3),
              call("rfm_count", day, "default"), call("rfm_count", day, "default", options={"map": "classic"}),
              call("rfm_count", day, "bins_3", options={"map": "six"}),
              call("rfm_count", day, "default", options={"group": group}),
              call("rfm_count", day, "default", options={"mask": [i < 5 for i in range(21)]}),
              call("migration", before="2024-03-31", after=day, rule_before="old", rule_after="default"),
              call("migration", before="2024-03-31", after=day, rule_before="default", rule_after="default",
                   options={"map": "six"}),
              call("migration", before="2024-06-10", after=day, rule_before="default", rule_after="default",
                   options={"map": "classic", "group": group})],
             rules={name: rules[name] for name in ("default", "old", "bins_3")}),
        shop("six orders", "A rule of one day on another; nobody yet.", SIX,
             [call("rfm", "2024-03-31", "r"), call("rfm", "2024-01-31", "r"), call("rfm", "2024-01-01", "r"),
              call("rfm", "2024-03-31", "empty"), call("rfm_count", "2024-03-31", "r")],
             rules={"r": {"kind": "rfm", "as_of": "2024-03-31"}, "empty": {"kind": "rfm", "as_of": "2023-01-01"}}),
    ]


# ---- cohorts ---------------------------------------------------------------------------------------------------------

BORN = table(
    "customer time amount order product category coupon quantity discount cost kind",
    ("a", "2024-01-05", 1000, 1, "tea", "drink", "MAY", 1, 0, 400, "sale"),
    ("b", "2024-01-20", 2000, 2, "pot", "ware", None, 1, 500, 900, "sale"),
    ("a", "2024-01-25", 1000, 3, "tea", "drink", None, 1, 0, 400, "sale"),
    ("c", "2024-02-01", 1500, 4, "tea", "drink", "MAY", 2, 150, 600, "sale"),
    ("c", "2024-02-01", 700, 4, "cup", "ware", None, 1, 0, 300, "sale"),
    ("b", "2024-02-29", 2000, 5, "pot", "ware", "VIP", 1, 0, 900, "sale"),
    ("d", "2024-03-31", 900, 6, "cup", "ware", "VIP", 1, 300, 250, "sale"),
    ("a", "2024-03-05", 1100, 7, "pot", None, None, 1, 0, 500, "sale"),
    ("b", "2024-03-15", 1000, 5, "pot", "ware", None, 1, None, None, "refund"),
    ("c", "2024-04-01", 700, 4, "cup", "ware", None, 1, None, None, "refund"),
    ("e", "2024-02-10", 400, 8, "tea", "drink", None, 1, 0, 100, "sale"),
    ("e", "2024-02-12", 400, 8, "tea", "drink", None, 1, None, None, "refund"),
    ("e", "2024-04-30", 650, 9, "soap", None, "MAY", 1, 50, 200, "sale"),
    ("c", "2024-05-20", 1500, 10, "tea", "drink", None, 2, 0, 600, "renewal"),
    ("f", "2024-05-31", 300, 11, None, None, None, None, 0, 0, "sale"),
    ("a", "2024-04-02", 250, 777, None, None, None, None, None, None, "refund"))


def cohorts():
    curves = ["in", "later", "by", "value"]
    day = "2024-05-31"
    return [
        shop("months", "Births by month; refunds in the cell of their order or of their own day.", BORN,
             [call("cohorts", day, options={"periods": 4}, curves=curves),
              call("cohorts", day, options={"periods": 4, "refund_day": True}, curves=curves),
              call("cohorts", "2024-05-30", options={"periods": 4}, curves=curves),
              call("cohorts", day, options={"periods": 3, "sequence": 4}, curves=["by"]),
              call("cohorts", "2023-12-31", options={"periods": 2}, curves=["in"])], labels=("coupon",)),
        shop("other periods", "Weeks from Sunday, quarters from February, years, windows of 30 days, brackets.", BORN,
             [call("cohorts", day, options={"period": "week", "week_start": 6, "periods": 3}, curves=["in"]),
              call("cohorts", day, options={"period": "quarter", "first_month": 2, "periods": 3}, curves=["in"]),
              call("cohorts", day, options={"period": "year", "periods": 2}, curves=["in"]),
              call("cohorts", day, options={"period": "day", "brackets": [1, 7, 30, 90]}, curves=["in", "by"]),
              call("cohorts", day, options={"window_days": 30, "periods": 4}, curves=["in", "later"])],
             labels=("coupon",)),
        shop("by what", "Births by coupon, product, category and depth of discount.", BORN,
             [call("cohorts", day, options={"by": "coupon", "periods": 3}, curves=["in", "value"]),
              call("cohorts", day, options={"by": "coupon", "periods": 2, "keys": ["VIP", "NONE"]}, curves=["by"]),
              call("cohorts", day, options={"by": "product", "periods": 3}, curves=["in"]),
              call("cohorts", day, options={"by": "product", "periods": 2, "limit": 2}, curves=["in"]),
              call("cohorts", day, options={"by": "category", "periods": 2}, curves=["in"]),
              call("cohorts", day, options={"by": "depth", "periods": 2}, curves=["in"]),
              call("cohorts", day, options={"by": "depth", "periods": 2, "edges": [1000, 2500]}, curves=["in"])],
             labels=("coupon",)),
        shop("groups of cohorts", "Two groups and a mask.", BORN,
             [call("cohorts", day, options={"periods": 3, "group": ["x", "y", "x", "y", "x", None]}, curves=["in"]),
              call("cohorts", day, options={"periods": 3, "mask": [True, True, False, True, True, True]},
                   curves=["later"])], labels=("coupon",)),
        shop("line labels", "Every line its own tag: a customer in several cohorts is in (all) once.",
             table("customer time amount order tag", (1, "2024-01-01", 100, 1, "red"),
                   (1, "2024-01-01", 100, 1, "blue"), (2, "2024-01-02", 100, 2, "red"), (3, "2024-01-03", 100, 3, None),
                   (2, "2024-02-02", 100, 4, "blue")),
             [call("cohorts", "2024-02-29", options={"by": "tag", "periods": 2}, curves=["in", "later", "by"])],
             line_labels=("tag",)),
    ]


# ---- churn and replenishment -----------------------------------------------------------------------------------------


def rhythm():
    """Forty customers with rhythms of their own: some stop, some are young, some bought once."""
    rows, order, begin = [], 1, dt.date(2022, 9, 1)
    for i in range(40):
        step, many = 7 + 11 * (i % 6), (1, 12, 6, 9, 2)[i % 5]
        at = begin + dt.timedelta(days=(i * 37) % 400)
        for j in range(many):
            rows.append((100 + i, at.isoformat(), 1000 + 90 * i + 7 * j, order, "sale"))
            order, at = order + 1, at + dt.timedelta(days=step + (i * j) % 5)
    rows += [(100, "2023-05-01", 1000, 1, "refund"), (106, "2023-06-10", 500, 40, "refund"),
             (150, "2023-07-01", 999, 900, "renewal"), (150, "2023-08-01", 999, 901, "renewal"),
             (151, "2023-08-25", 4000, 902, "sale")]
    return table("customer time amount order kind", *rows)


def churn():
    held, day, early = rhythm(), "2023-09-30", "2023-07-31"
    group = [("a", "b", "c")[i % 3] for i in range(42)]
    rules = {"r": {"kind": "churn", "as_of": day, "saved": True},
             "own": {"kind": "churn", "as_of": day, "options": {
                 "horizon": 60, "new_days": 20, "bands": [0.9, 0.6, 0.3]}},
             "some": {"kind": "churn", "as_of": early, "options": {"mask": [i % 4 > 0 for i in range(42)]}}}
    return [
        shop("rhythms", "States, scores and sentences; by the rule of another day too.", held,
             [call("churn", day, "r", languages=["en", "de"]),
              call("churn", "2024-09-30", "r", languages=["en", "de"]),
              call("churn", early, "r"), call("churn", day, "own", languages=["de"]), call("churn", day, "some"),
              call("churn", "2022-08-31", "r", languages=["en"])], rules=rules),
        shop("states and changes", "Sums by state, and who entered or left which.", held,
             [call("churn_states", day, "r"), call("churn_states", day, "r", options={"group": group}),
              call("churn_states", day, "r", options={"mask": [i % 2 > 0 for i in range(42)]}),
              call("churn_changes", rule="r", from_day=early, to_day=day),
              call("churn_changes", rule="r", from_day=early, to_day=day, options={"to_states": ["slipping", "lost"]}),
              call("churn_changes", rule="r", from_day=early, to_day=day,
                   options={"from_states": [None, "new"], "mask": [i % 2 == 0 for i in range(42)]})],
             rules={"r": {"kind": "churn", "as_of": day}}),
        shop("few orders", "Six orders: few cases; and a day on which there is nothing to compare with.", SIX,
             [call("churn", "2024-03-31", "r", languages=["en", "de"]),
              call("churn", "2024-03-31", "none", languages=["en"])],
             rules={"r": {"kind": "churn", "as_of": "2024-03-31"}, "none": {"kind": "churn", "as_of": "2024-01-10"}}),
    ]


def cupboard():
    """Thirty customers who use up three products at their own pace, and a fourth that hardly anybody buys again."""
    rows, order, begin = [], 1, dt.date(2023, 1, 2)
    for i in range(30):
        for product, (category, step) in enumerate((("food", 28), ("food", 45), ("care", 60), ("care", 200))):
            if (i + product) % 4 == 3:
                continue
            many, at = (3 + i % 4 if product < 3 else 1), begin + dt.timedelta(days=(i * 13 + product * 5) % 90)
            for j in range(many):
                quantity = 1 + (i + j) % 2
                rows.append(("k%02d" % i, at.isoformat(), 800 * quantity + 50 * product, "o%d" % order, "p%d" % product,
                             category, quantity, "sale"))
                order, at = order + 1, at + dt.timedelta(days=step * quantity + (i * 7 + j * 3) % 9)
    rows.append(("k02", "2023-08-01", 800, "o1", "p0", "food", 1, "refund"))
    rows = [row if row[3] != "o1" else ("k00",) + row[1:] for row in rows]
    return table("customer time amount order product category quantity kind", *rows)


def replenishment():
    held, day = cupboard(), "2023-08-15"
    rules = {"r": {"kind": "replenishment", "as_of": day, "saved": True}, "c": {"kind": "churn", "as_of": day}}
    group = ["even" if i % 2 == 0 else "odd" for i in range(30)]
    return [
        shop("cupboard", "Products with their own pace, returns, quantities; lists and sums.", held,
             [call("replenishment", day, "r"),
              call("replenishment", day, "r", options={"within": 14, "unsuppressed": True}),
              call("replenishment", day, "r", options={"level": "category", "horizon": 60}),
              call("replenishment", day, "r", options={"states": ["late", "lapsed"], "gate": "c"}),
              call("replenishment", "2023-05-31", "r", options={"within": 0}),
              call("replenishment_count", day, "r"),
              call("replenishment_count", day, "r", options={"within": 14, "gate": "c"}),
              call("replenishment_count", day, "r", options={"level": "category", "group": group})], rules=rules),
        shop("no quantities", "Without quantities and categories every line is a unit.",
             {role: values for role, values in held.items() if role not in ("quantity", "category")},
             [call("replenishment", day, "r", options={"within": 30})],
             rules={"r": {"kind": "replenishment", "as_of": day}}),
    ]


# ---- repeat purchases, value and promotions ------------------------------------------------------------------------

FOUR = table(
    "customer time amount order discount cost coupon tag kind",
    ("ann", "2024-01-05", 3000, 1, 0, 1500, None, "mail", "sale"),
    ("bob", "2024-01-08", 2000, 2, 500, 1000, "MAY", "mail", "sale"),
    ("ann", "2024-02-04", 2500, 3, 0, 1250, None, "ads", "sale"),
    ("cid", "2024-02-15", 9000, 4, 1000, 4500, "MAY", None, "sale"),
    ("bob", "2024-02-20", 1800, 5, 200, 900, "MAY", "ads", "sale"),
    ("ann", "2024-03-06", 1600, 6, 0, 800, None, "mail", "sale"),
    ("ann", "2024-03-06", 1000, 6, 0, 500, None, "ads", "sale"),
    (None, "2024-03-10", 1500, 7, 0, 750, None, None, "sale"),
    ("dan", "2024-03-15", 4000, 8, 0, 2000, None, None, "sale"),
    ("cid", "2024-03-01", 1000, 4, 0, 0, "MAY", None, "refund"),
    ("dan", "2024-03-18", 4000, 8, 0, 0, None, None, "refund"),
    ("bob", "2024-03-20", 300, 99, 0, 0, None, None, "refund"))
LATE = "2024-03-31"
HALVES = {"group": ["even", "odd", "even", None]}


def counted(name, about, calls, random_calls):
    """The calls on four customers, an empty shop, and random shops with unknown births and with orders that count."""
    rows = dict(random_rows(9, 200, lambda number: number))
    empty = {role: [] for role in FOUR}
    kept = {role: rows[role] for role in ("customer", "time", "amount", "order", "discount", "cost", "kind", "coupon",
                                          "tag")}
    labels = dict(labels=("coupon",), line_labels=("tag",))
    return [shop("four customers", about, FOUR, calls, **labels),
            shop("four customers, unknown births", "Records begin on 7 January.", FOUR, calls[:3],
                 options={"observed_from": "2024-01-07"}, **labels),
            shop("no rows", "An empty shop.", empty, [each for each in calls if "options" not in each or not (
                {"mask", "group"} & set(each["options"]))], **labels),
            shop("random", "Guests, renewals, refunds, " + name + ".", kept, random_calls, **labels),
            shop("random, by order", "The same, every counted order being a purchase.", kept, random_calls,
                 options={"count_by_order": True, "zero_orders": True, "observed_from": "2023-07-01"}, **labels)]


def repeat():
    gaps = {"sequence": 3, "days": 120}
    calls = [call("repeat", LATE, options={"within": [30, 43, 60], "bins": 3}), call("repeat_sequence", LATE),
             call("repeat_gaps", LATE, options=gaps, days=[0, 30, 120]),
             call("repeat_times", LATE, options={**gaps, "percent": [10, 50]}, days=[30, 61]),
             call("new_and_returning", LATE), call("growth", LATE, options={"active_days": 30}),
             call("repeat", LATE, options=HALVES), call("repeat_sequence", LATE, options=HALVES),
             call("repeat_gaps", LATE, options={**gaps, **HALVES}, days=[31]),
             call("new_and_returning", LATE, options=HALVES), call("growth", LATE, options=HALVES),
             call("repeat", "2024-02-15", options={"mask": [True, True, False, True]}),
             call("new_and_returning", "2024-02-06", options={"period": "week", "since": "2024-01-29",
                                                              "until": "2024-02-12", "refunds": "order"}),
             call("growth", LATE, options={"period": "quarter", "since": "2023-12-01"})]
    day = "2024-06-30"
    return counted("repeat purchases", "Who comes back; dan's order is given back, cid's in part.", calls, [
        call("repeat", day), call("repeat", day, options={"renewals": False}),
        call("repeat_sequence", day, options={"sequence": 5}),
        call("repeat_gaps", day, options={"sequence": 4, "days": 300}, days=[30, 90, 300]),
        call("repeat_times", day, options={"sequence": 4, "days": 300}, days=[30, 90, 300]),
        call("new_and_returning", day, options={"period": "quarter"}),
        call("new_and_returning", day, options={"period": "quarter", "refunds": "order"}),
        call("growth", day, options={"period": "quarter", "active_days": 90})])


def value():
    january, february = ["2024-01-01", "2024-01-31"], ["2024-02-01", "2024-02-29"]
    calls = [call("value_concentration", LATE, options={"shares": [2000, 5000, 10000]}),
             call("order_values", LATE, options={"quantiles": [0, 2500, 5000, 10000], "thresholds": [2500, 10000]}),
             call("lifetime_value", LATE, options={"years": 2.0}),
             call("revenue_tree", LATE, before=january, after=february),
             call("value_concentration", LATE, options={"window_days": 31}),
             call("order_values", LATE, options={"sales": True}), call("order_values", LATE, options={"guests": True}),
             call("lifetime_value", LATE, options={"margin": 0.25}),
             call("value_concentration", LATE, options=HALVES), call("order_values", LATE, options=HALVES),
             call("lifetime_value", LATE, options=HALVES),
             call("revenue_tree", LATE, before=january, after=february, options=HALVES)]
    day = "2024-06-30"
    return counted("value", "What customers are worth.", calls, [
        call("value_concentration", day), call("order_values", day, options={"thresholds": [1000, 5000]}),
        call("lifetime_value", day),
        call("revenue_tree", day, before=["2023-01-01", "2023-06-30"], after=["2023-07-01", "2024-06-30"])])


def promotions():
    calls = [call("promotions", LATE, label="coupon", options={"repeat_days": 40}),
             call("promotions", LATE, label="tag"),
             call("discount_depth", LATE, options={"edges": [2000], "repeat_days": 40}),
             call("promotions", LATE, label="coupon", options={"window_days": 31}),
             call("promotions", LATE, label="tag", options=HALVES), call("discount_depth", LATE, options=HALVES)]
    day = "2024-06-30"
    return counted("promotions", "What coupons and discounts are followed by.", calls, [
        call("promotions", day, label="coupon"), call("promotions", day, label="tag"), call("discount_depth", day)])


# ---- errors ----------------------------------------------------------------------------------------------------------


def refused(name, about, names, rows, expect, **more):
    """A shop that must not build."""
    made = shop(name, about, table(names, *rows), [], **more)
    made["expect"] = {"error": expect}
    return made


def fails(made, **expect):
    made["expect"] = {"error": expect}
    return made


def errors():
    plain, orders = "customer time amount", "customer time amount order"
    one = (1, "2024-01-01", 100)
    binding = ["python", "php"]
    return [
        refused("null amount", "", plain, [one, (1, "2024-01-02", None)],
                {"status": "data", "column": "amount", "row": 1}),
        refused("null time", "", plain, [one, one, (2, None, 5)], {"status": "data", "column": "time", "row": 2}),
        refused("negative order", "Negative totals are not taken unless asked for.", plain,
                [one, (2, "2024-01-02", -5)],
                {"status": "data", "column": "amount", "row": 1}),
        refused("negative discount", "", plain + " discount", [one + (0,), one + (-1,)],
                {"status": "data", "column": "discount", "row": 1}),
        refused("null kind", "", plain + " kind", [one + ("sale",), one + (None,)],
                {"status": "data", "column": "kind", "row": 1}),
        refused("unknown status", "A status that kinds does not list.", plain + " kind", [one + ("paid",),
                                                                                             one + ("new",)],
                {"status": "data", "column": "kind", "row": 1}, options={"kinds": {"paid": "sale"}}, only=binding),
        refused("too many decimals", "", plain, [(1, "2024-01-01", "1.00"), (1, "2024-01-01", "1.005")],
                {"status": "data", "column": "amount", "row": 1}, options={"scale": 2}, only=binding),
        refused("no date", "", plain, [one, (1, "2024-02-30", 1)], {"status": "data", "column": "time", "row": 1},
                only=binding),
        refused("order of two customers", "Both rows are named.", orders,
                [(1, "2024-01-01", 100, 7), (2, "2024-01-01", 100, 8), (3, "2024-01-02", 100, 7)],
                {"status": "conflict", "column": "order", "row": 2, "other_row": 0}),
        refused("product of two categories", "", plain + " product category",
                [one + ("p", "a"), one + ("q", "b"), one + ("p", None), one + ("p", "b")],
                {"status": "conflict", "column": "category", "row": 3, "other_row": 0}),
        refused("order with two coupons", "", orders + " coupon",
                [(1, "2024-01-01", 100, 7, "A"), (1, "2024-01-01", 100, 7, None), (1, "2024-01-01", 100, 7, "B")],
                {"status": "conflict", "column": "coupon", "row": 2, "other_row": 0}, labels=("coupon",)),
        refused("overflow", "A sum that leaves 64 bits.", plain,
                [(1, "2024-01-01", 2**62), (2, "2024-01-02", 2**62), (3, "2024-01-02", 1)],
                {"status": "overflow", "column": "amount", "row": 1}),
        refused("instant outside the zone's table", "", plain, [(1, "2024-01-01T00:00:00Z", 1),
                                                                 (1, "2300-01-01T00:00:00Z", 1)],
                {"status": "range", "column": "time", "row": 1}, options={"tz": "Europe/Berlin"}),
        refused("aliases in a circle", "", plain, [one], {"status": "conflict", "row": 0},
                options={"alias": [[1, 2], [2, 1]]}),
        shop("calls", "What measures refuse.", SIX,
             [fails(call("totals", "2024-04-01"), status="range"),
              fails(call("customers", "2024-04-01"), status="range"),
              fails(call("fit", "2024-03-31", kind="rfm", options={"bins": 11}), status="argument"),
              fails(call("fit", "2024-03-31", kind="rfm", options={"bins": 3, "recency_method": "cuts",
                                                                    "recency_cuts": [1, 2]}), status="argument"),
              fails(call("fit", "2024-03-31", kind="rfm", options={"monetary": "margin"}), status="missing",
                    column="cost"),
              fails(call("fit", "2024-03-31", kind="churn", options={"horizon": 4000}), status="argument"),
              fails(call("fit", "2024-03-31", kind="churn", options={"bands": [0.5, 0.8, 0.2]}), status="argument"),
              fails(call("fit", "2024-03-31", kind="replenishment"), status="missing", column="product"),
              fails(call("cohorts", "2024-03-31", options={"by": "product"}), status="missing", column="product"),
              fails(call("cohorts", "2024-03-31", options={"by": "depth"}), status="missing", column="discount"),
              fails(call("cohorts", "2024-03-31", options={"brackets": [3, 2]}), status="argument"),
              fails(call("cohorts", "2024-03-31", options={"week_start": 7}), status="argument"),
              fails(call("rfm", "2024-03-31", "other"), status="mismatch"),
              fails(call("rfm", "2024-03-31", "texts"), status="mismatch", column="customer"),
              fails(call("migration", before="2024-03-31", after="2024-03-30", rule_before="own", rule_after="own"),
                    status="range"),
              fails(call("load", kind="rfm", saved=[]), status="format"),
              fails(call("load", kind="churn", saved_from="own", cut=0), status="format"),
              fails(call("load", kind="rfm", saved_from="own", cut=1), status="format"),
              fails(call("load", kind="rfm", saved_from="own", flip=40), status="format")],
             options={"observed_until": "2024-03-31"},
             rules={"own": {"kind": "rfm", "as_of": "2024-03-31", "saved": True},
                    "other": {"kind": "rfm", "load_from": ["customers.json", "by_order"]},
                    "texts": {"kind": "rfm", "load_from": ["keys.json", "ntile"]}}),
    ]


# ---- random shops ----------------------------------------------------------------------------------------------------


class Draw:
    """Random numbers that are the same everywhere (xorshift64*)."""

    def __init__(self, seed):
        self.state = seed * 0x9E3779B97F4A7C15 % 2**64 or 1

    def below(self, limit):
        state = self.state
        state ^= state >> 12
        state = (state ^ state << 25) % 2**64
        self.state = state ^ state >> 27
        return (self.state * 0x2545F4914F6CDD1D % 2**64 >> 33) % limit

    def one_of(self, *choices):
        return choices[self.below(len(choices))]

    def chance(self, percent):
        return self.below(100) < percent


PRODUCTS = [("tea", "drink", 900), ("coffee", "drink", 1400), ("soap", "care", 450), ("cream", "care", 2300),
            ("pot", "ware", 5200), ("cup", "ware", 700)]


def random_rows(seed, count, key):
    """Orders of about sixty customers over eighteen months, with lines, refunds, guests, renewals and ignored rows."""
    draw, rows, begin = Draw(seed), [], dt.date(2023, 1, 1)
    people = [(draw.below(500), 5 + draw.below(90), 1 + draw.below(draw.one_of(2, 4, 9))) for _ in range(60)]
    order = 1
    for number, (start, step, many) in enumerate(people):
        day = start
        for _ in range(many):
            if day > 545 or len(rows) >= count:
                break
            who = key(number) if not draw.chance(6) else None
            kind = draw.one_of(*["sale"] * 14 + ["renewal", "ignored"])
            coupon, date = draw.one_of(None, None, "MAY", "VIP", "NEW"), (begin + dt.timedelta(days=day)).isoformat()
            bought = []
            for _ in range(draw.one_of(1, 1, 1, 2, 3)):
                product, category, price = PRODUCTS[draw.below(len(PRODUCTS))]
                quantity, discount = 1 + draw.below(3), draw.one_of(0, 0, 0, 50, 200)
                bought.append((who, date, max(0, price * quantity - discount), order, product, category, quantity,
                               discount, price * quantity // 2, kind, coupon, draw.one_of(None, "web", "app")))
            if draw.chance(5):
                bought = [line[:2] + (0,) + line[3:] for line in bought]  # a zero order
            rows += bought
            if draw.chance(9):
                line, back = bought[0], (begin + dt.timedelta(days=day + draw.below(40))).isoformat()
                amount = draw.one_of(line[2], line[2] // 2, 2 * line[2] + 1)
                rows.append((who, back, amount, draw.one_of(order, order, order, 90000 + order)) + line[4:6]
                            + (draw.one_of(line[6], 1), None, None, "refund", None, None))
            order, day = order + 1, day + 1 + step // 2 + draw.below(step)
    for at in range(len(rows) - 1, 0, -1):  # shuffled: the order of rows must not matter
        other = draw.below(at + 1)
        rows[at], rows[other] = rows[other], rows[at]
    return table("customer time amount order product category quantity discount cost kind coupon tag", *rows)


def random_calls(day, early, numbered):
    """Calls that all four shops have; `numbered`: how many customers there are."""
    curves = ["in", "later", "by", "value"]
    group = [("a", "b", None)[i % 3] for i in range(numbered)]
    return [
        call("totals", early), call("totals", day), call("warnings", day), call("customers", day),
        call("customers_count", day), call("customers_count", day, options={"group": group}),
        call("rfm", day, "rfm"), call("rfm", early, "rfm"), call("rfm", day, "tiles", options={"map": "six"}),
        call("rfm_count", day, "rfm"),
        call("migration", before=early, after=day, rule_before="rfm", rule_after="rfm"),
        call("cohorts", day, options={"period": "quarter", "periods": 5, "sequence": 3}, curves=curves),
        call("cohorts", day, options={"by": "coupon", "periods": 4}, curves=curves),
        call("cohorts", day, options={"by": "product", "window_days": 60, "periods": 4, "refund_day": True},
             curves=["in"]),
        call("cohorts", day, options={"by": "tag", "periods": 3, "group": group}, curves=["in"]),
        call("churn", day, "churn", languages=["en", "de"]), call("churn_states", day, "churn"),
        call("churn_changes", rule="churn", from_day=early, to_day=day),
        call("replenishment", day, "due", options={"states": ["not_due", "due_soon", "due", "late"]}),
        call("replenishment", day, "due", options={"level": "category", "within": 30}),
        call("replenishment_count", day, "due", options={"gate": "churn"})]


def random_shop(seed, about, day, early, key, change=None, **options):
    rows = random_rows(seed, 300, key)
    if change is not None:
        rows = change(rows)
    if rows["customer"] and isinstance(next(key for key in rows["customer"] if key is not None), str):
        rows["order"] = ["#%d" % order for order in rows["order"]]
    made = shop("random %d" % seed, about, rows, [], labels=("coupon",), line_labels=("tag",), options=options)
    rules = {"rfm": {"kind": "rfm", "as_of": day, "saved": True},
             "tiles": {"kind": "rfm", "as_of": early, "options": {
                 "bins": 4, "frequency_method": "ntile", "monetary_method": "qcut", "monetary": "mean"}},
             "churn": {"kind": "churn", "as_of": day}, "due": {"kind": "replenishment", "as_of": day}}
    return [{**made, "rules": rules, "calls": random_calls(day, early, len(naive_book.Shop(made).numbered))}]


def _at_hours(rows):
    """Instants: the hours about midnight, where the day depends on the zone."""
    hours = ("T03:30:00Z", "T04:30:00Z", "T05:30:00Z", "T12:00:00Z", "T23:59:59Z")
    return {**rows, "time": [day + hours[order % 5] for day, order in zip(rows["time"], rows["order"])]}


def _in_decimals(rows):
    text = lambda cents: None if cents is None else "%d.%02d" % divmod(cents, 100)
    return {**rows, **{role: [text(cents) for cents in rows[role]] for role in ("amount", "discount", "cost")}}


def files():
    """File names and their vectors."""
    names = ("Ada", "Bö", "çelik", "дом", "é", "Zhāng", "o'neil", "naïve")
    name = lambda number: names[number % len(names)] + str(number)
    made = {"totals.json": totals(), "customers.json": customers(), "keys.json": keys(), "money.json": money(),
            "times.json": times(), "rfm.json": rfm(), "cohorts.json": cohorts(), "churn.json": churn(),
            "replenishment.json": replenishment()}
    made["customers.json"][1]["rules"] = {"by_order": {"kind": "rfm", "as_of": "2024-06-30", "saved": True}}
    made["random_1.json"] = random_shop(1, "Whole numbers as keys, 0 is a guest.", "2024-06-30", "2024-01-31",
                                        lambda number: number)
    made["random_2.json"] = random_shop(2, "Texts as keys, decimals, merged accounts, returns without an order.",
                                        "2024-05-15", "2023-12-31", name, change=_in_decimals, scale=2,
                                        alias=[[name(3), name(4)], [name(5), name(3)]], guest=[None, name(7)])
    made["random_3.json"] = random_shop(3, "Instants in New York, purchases by order, zero orders count.", "2024-06-30",
                                        "2024-03-09", lambda number: 10**17 + number, change=_at_hours,
                                        tz="America/New_York", count_by_order=True, zero_orders=True)
    made["random_4.json"] = random_shop(4, "Records begin in the second year; duplicates are counted.", "2024-07-01",
                                        "2024-02-29", lambda number: number, observed_from="2023-07-01",
                                        since=[[8, "2021-01-01"], [9, "2023-08-01"], [10, None]], find_duplicates=True)
    made.update({"repeat.json": repeat(), "value.json": value(), "promotions.json": promotions()})
    made["errors.json"] = errors()
    return made
