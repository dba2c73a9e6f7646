package io.sepia.repository;

import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.time.LocalDate;
import java.util.List;

/** A stored class with a property of each kind that keywords distinguish. */
@Stored
record Task(
        @ObjectId String id,
        String title,
        int effort,
        boolean done,
        LocalDate due,
        List<String> tags,
        Owner owner,
        Level level,
        String note,
        @Version long version) {
    /** An enum. */
    enum Level {
        LOW,
        HIGH
    }

    /** An embedded object. */
    record Owner(String name, int age) {}

    Task(String id, String title, int effort) {
        this(
                id,
                title,
                effort,
                effort > 3,
                LocalDate.of(2026, 1, effort),
                effort % 2 == 0 ? List.of("even", "all") : List.of(),
                new Owner("owner " + id, 30 + effort),
                effort > 3 ? Level.HIGH : Level.LOW,
                effort == 5 ? null : effort == 4 ? "" : "n" + effort,
                0);
    }
}
