"""The names the company's world is made of; all invented, none of a real person or firm."""

from __future__ import annotations

ZONE = "America/New_York"
CURRENCY = "USD"

TECHNICIANS = (
    "Ana Duarte", "Ben Okafor", "Carmen Ruiz", "Dmitri Volkov", "Elif Kaya", "Femi Adeyemi", "Grace Lim", "Hugo Brandt",
    "Ines Moreau", "Jonas Weber", "Keisha Grant", "Liam Doyle",
)  # fmt: skip

CUSTOMERS = (
    "Harborview Lettings", "Beacon Condominiums", "Fenmore School", "Alder & Pine Cafés", "Stonebridge Clinics",
    "Copley Row Offices", "Greenway Housing", "Marlow Hotels", "Old Mill Studios", "Parkside Dental", "Quincy Homes",
    "Riverbend Laundries", "Southgate Markets", "Tidewater Apartments",
)  # fmt: skip

STREETS = (
    "Maple Street", "Chestnut Street", "Alder Road", "Garrison Street", "Weaver Lane", "Orchard Street", "Lantern Row",
    "Mason Street", "Juniper Road", "Harrow Street", "Bellamy Street", "Cooper Lane", "Wren Street", "Marsh Road",
    "Thistle Street", "Gable Street", "Foundry Street", "Sailmaker Row", "Linden Street", "Ropewalk Lane",
)  # fmt: skip

# Postal codes whose middle lies well inside the city: (code, quarter).
QUARTERS = (
    ("02114", "West End"), ("02115", "Fenway"), ("02116", "Back Bay"), ("02118", "South End"), ("02119", "Roxbury"),
    ("02120", "Mission Hill"), ("02121", "Grove Hall"), ("02122", "Fields Corner"), ("02124", "Codman Square"),
    ("02126", "Mattapan"), ("02130", "Jamaica Plain"), ("02131", "Roslindale"), ("02132", "West Roxbury"),
    ("02134", "Allston"), ("02135", "Brighton"), ("02136", "Hyde Park"),
)  # fmt: skip

PEOPLE = (
    "Nora Quinn", "Sam Ortega", "Priya Nair", "Tom Becker", "Lucia Conti", "Omar Haddad", "Wendy Zhou", "Karl Jansen",
    "Ruth Abrams", "Vikram Rao", "Molly Shea", "Andre Silva", "Hana Mori", "Peter Novak", "Zoe Carter", "Ivan Petrov",
)  # fmt: skip

# Trade, then: work type, minutes, priority, assignment, least level, certificate, share of the demand.
WORK_TYPES = (
    ("Plumbing", "Leaking pipe", 60, 2, "auto", 2, "", 9),
    ("Plumbing", "Blocked drain", 45, 3, "auto", 1, "", 8),
    ("Plumbing", "Burst pipe (emergency)", 75, 1, "off", 4, "", 0),
    ("Electrical", "Power fault", 75, 2, "auto", 3, "Electrician's license", 9),
    ("Electrical", "Lighting repair", 45, 3, "auto", 1, "Electrician's license", 10),
    ("Heating", "No heat", 90, 2, "auto", 3, "Gas fitter's license", 8),
    ("Heating", "Boiler service", 90, 4, "auto", 2, "Gas fitter's license", 6),
    ("Doors and locks", "Lock repair", 45, 3, "auto", 1, "", 8),
    ("Doors and locks", "Door repair", 75, 4, "suggest", 1, "", 4),
    ("Appliances", "Cooker repair", 60, 3, "auto", 2, "", 5),
    ("Appliances", "Refrigeration repair", 90, 2, "auto", 3, "", 5),
    ("Inspection", "Safety inspection", 60, 3, "auto", 2, "", 9),
    ("Inspection", "Fire alarm test", 45, 4, "auto", 1, "", 6),
)  # fmt: skip

TRADES = tuple(dict.fromkeys(row[0] for row in WORK_TYPES))

# What a caller says, by work type.
COMPLAINTS = {
    "Leaking pipe": ("Water under the kitchen sink.", "Ceiling is wet below the bathroom.", "Radiator pipe drips."),
    "Blocked drain": ("Sink does not drain.", "Shower backs up.", "Floor drain in the kitchen is blocked."),
    "Burst pipe (emergency)": ("Water is running down the stairs, we cannot find the valve.",),
    "Power fault": ("Half of the sockets are dead.", "The breaker trips every hour.", "No power in the back rooms."),
    "Lighting repair": ("Stairwell lights are out.", "Emergency light beeps.", "Two lamps in the hall flicker."),
    "No heat": ("No heat since last night.", "Boiler shows a fault and stops.", "Radiators are cold upstairs."),
    "Boiler service": ("Yearly service is due.", "Service before the season, please."),
    "Lock repair": ("Key turns but the door stays shut.", "Front door does not latch.", "Lost keys, change the lock."),
    "Door repair": ("Fire door closes too hard.", "Sliding door is off its rail."),
    "Cooker repair": ("Oven does not heat.", "Burner clicks and does not light."),
    "Refrigeration repair": ("Cold room is at 9 degrees.", "Freezer ices up and alarms."),
    "Safety inspection": ("Inspection before re-letting.", "Stair rail needs to be looked at."),
    "Fire alarm test": ("Quarterly test.", "Detector in the store room reports a fault."),
}

CHECKLISTS = {
    "Plumbing": (
        ("Water shut off and on again", "yes_no", True, ""),
        ("Pressure after the work", "number", False, "psi"),
    ),
    "Electrical": (("Isolated and proved dead", "yes_no", True, ""), ("Insulation resistance", "number", True, "MΩ")),
    "Heating": (("Gas tightness tested", "yes_no", True, ""), ("Flue gas CO", "number", True, "ppm")),
    "Doors and locks": (("Opens and closes freely", "yes_no", True, ""),),
    "Appliances": (("Appliance runs after the work", "yes_no", True, ""),),
    "Inspection": (("Escape routes clear", "yes_no", True, ""), ("Defects found", "text", False, "")),
}

# (sku, description, price, trade)
PARTS = (
    ("PL-110", "Trap, 1½ inch", "18.40", "Plumbing"), ("PL-230", "Ball valve, ¾ inch", "26.90", "Plumbing"),
    ("EL-120", "Breaker, 20 A", "31.50", "Electrical"), ("EL-310", "LED driver", "44.00", "Electrical"),
    ("HT-140", "Ignition electrode", "37.25", "Heating"), ("HT-220", "Circulation pump", "186.00", "Heating"),
    ("DL-100", "Cylinder lock", "52.80", "Doors and locks"), ("DL-210", "Door closer", "94.00", "Doors and locks"),
    ("AP-130", "Oven element", "61.75", "Appliances"), ("AP-240", "Fan motor", "83.10", "Appliances"),
    ("IN-100", "Smoke detector", "28.60", "Inspection"), ("IN-150", "Exit sign lamp", "17.90", "Inspection"),
)  # fmt: skip

ASSETS = {
    "Heating": ("boiler", "Boiler", ("Calora", "Wexford", "Thermax")),
    "Electrical": ("panel", "Main panel", ("Norvolt", "Lumen & Co", "Ostrava")),
    "Appliances": ("appliance", "Cold room", ("Frigor", "Polaris")),
    "Inspection": ("alarm", "Fire alarm", ("Sentry", "Alerta")),
}

HAZARDS = (
    ("Dog in the yard", "medium", "Ring first; the tenant ties it up.", True),
    ("Asbestos in the boiler room ceiling", "high", "Do not drill overhead. Sheet on the door.", True),
    ("Steep cellar stairs", "low", "Two hands for the toolbox.", False),
    ("Roof without rail", "high", "Harness above the hatch.", True),
)
