package io.sepia.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;

/** The time zone and locale of the process. */
record Settings(String zone, String locale) {
    private static final List<String> ZONES = List.of("UTC", "America/New_York", "Asia/Kathmandu", "Europe/Berlin");
    private static final List<String> LOCALES = List.of("en-US", "tr-TR", "ar-EG", "th-TH-u-nu-thai");

    static Settings of(String zone, String locale) {
        return new Settings(zone, locale);
    }

    static Settings current() {
        return new Settings(TimeZone.getDefault().getID(), Locale.getDefault().toLanguageTag());
    }

    /** Returns every combination, none followed by one of its own time zone or locale. */
    static List<Settings> all() {
        List<Settings> all = new ArrayList<>();
        for (int i = 0; i < LOCALES.size(); i++) {
            for (int j = 0; j < ZONES.size(); j++) {
                all.add(new Settings(ZONES.get(j), LOCALES.get((i + j) % LOCALES.size())));
            }
        }
        all.add(new Settings(ZONES.get(1), LOCALES.get(3)));
        return all;
    }

    /** Returns two combinations, others for each backend. */
    static List<Settings> some(CorpusStore.Kind kind) {
        List<Settings> all = all();
        int first = kind == CorpusStore.Kind.MEMORY ? 1 : 2;
        return all.subList(first, first + 2);
    }

    void set() {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        Locale.setDefault(Locale.forLanguageTag(locale));
    }
}
