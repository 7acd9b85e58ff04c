import { entry } from "./entry.ts";

/**
 * Kinds of instrument approach. A name that ForeFlight uses stands here letter for letter, so that
 * its files can be read by name. 14 CFR 61.51(g)(3) asks for the type of each approach.
 */
export const approachTypes = [
  entry("ILS", "ILS", "Instrument landing system, category I"),
  entry("ILS-CAT-II", "ILS CAT II", "Instrument landing system, category II"),
  entry("ILS-CAT-III", "ILS CAT III", "Instrument landing system, category III"),
  entry("ILS-OR-LOC", "ILS OR LOC", "Charted for both; which one was flown is not said"),
  entry("LOC", "LOC", "Localizer without glide slope"),
  entry("LOC-BC", "LOC BC", "Localizer, back course"),
  entry("LDA", "LDA", "Localizer-type directional aid"),
  entry("SDF", "SDF", "Simplified directional facility"),
  entry("RNAV-GPS", "RNAV (GPS)", "Area navigation; line of minima not said"),
  entry("RNAV-GPS-LNAV", "RNAV (GPS) LNAV", "Lateral navigation minima"),
  entry("RNAV-GPS-LNAV/VNAV", "RNAV (GPS) LNAV/VNAV", "Lateral and vertical navigation minima"),
  entry("RNAV-GPS-LP", "RNAV (GPS) LP", "Localizer performance minima"),
  entry("RNAV-GPS-LPV", "RNAV (GPS) LPV", "Localizer performance with vertical guidance"),
  entry("RNAV-RNP", "RNAV (RNP)", "Required navigation performance, authorization required"),
  entry("GPS", "GPS", "Stand-alone GPS, the name before RNAV (GPS)"),
  entry("GLS", "GLS", "GBAS landing system"),
  entry("MLS", "MLS", "Microwave landing system"),
  entry("VOR", "VOR", "VHF omnidirectional range"),
  entry("VOR/DME", "VOR/DME", "VOR with distance measuring equipment"),
  entry("TACAN", "TACAN", "Tactical air navigation"),
  entry("NDB", "NDB", "Non-directional beacon"),
  entry("NDB/DME", "NDB/DME", "Non-directional beacon with distance measuring equipment"),
  entry("PAR", "PAR", "Precision approach radar"),
  entry("ASR", "ASR/SRA", "Airport surveillance radar, surveillance radar approach"),
  entry("GCA", "GCA", "Ground controlled approach; precision or surveillance not said"),
  entry("visual", "Visual", "Not an instrument approach; no credit under 14 CFR 61.57(c)"),
  entry("contact", "Contact", "Not an instrument approach; no credit under 14 CFR 61.57(c)"),
  entry("other", "Other", "Said in the notes"),
];

/** Who was who aboard. */
export const roleOnFlightTypes = [
  entry("PIC", "Pilot in command", "14 CFR 1.1, 61.51(e)"),
  entry("SIC", "Second in command", "14 CFR 61.51(f), 61.55"),
  entry("CFI_giving", "Instructor", "Gave training, 14 CFR 61.51(h)"),
  entry("student_receiving", "Student", "Received training, 14 CFR 61.51(h)"),
  entry("safety_pilot", "Safety pilot", "14 CFR 91.109(c)"),
  entry("examiner", "Examiner", "14 CFR 61.47"),
  entry("check_airman", "Check pilot", "14 CFR 121.411, 135.337"),
  entry("relief_pilot", "Relief pilot", "Relieves at the controls in cruise"),
  entry("IRO", "International relief officer", "Relief pilot of a long flight"),
  entry("flight_engineer", "Flight engineer", "14 CFR part 63"),
  entry("passenger", "Passenger", "Aboard without a duty"),
  entry("flight_attendant", "Flight attendant", "Cabin crew"),
  entry("jumpseat_observer", "Jumpseat observer", "On the flight deck without a duty"),
  entry("dispatcher_observer", "Dispatcher, observing", "14 CFR 121.463(a)(2)"),
  entry("mechanic_observer", "Mechanic, observing", "Maintenance aboard"),
  entry("FAA_inspector", "FAA inspector", "14 CFR 121.548, 135.75"),
  entry("other", "Other", "Said in the notes"),
];

/** On what ground PIC time is logged, 14 CFR 61.51(e); database design 8.4. */
export const picBasisTypes = [
  entry(
    "sole_manipulator",
    "Sole manipulator of the controls",
    "14 CFR 61.51(e)(1)(i): rated for the aircraft, or with sport pilot privileges",
  ),
  entry("acting_pic", "Acting as pilot in command", "14 CFR 1.1; instructors, 61.51(e)(3)"),
  entry(
    "atp_part_121",
    "ATP in an operation that requires one",
    "14 CFR 61.51(e)(2): all the time of acting as PIC",
  ),
  entry(
    "more_than_one_pilot_required",
    "Acting PIC where more than one pilot is required",
    "14 CFR 61.51(e)(1)(iii): by the type certificate or the rules of the flight",
  ),
];
