package io.sepia.backend.jpa;

import java.util.List;

/** The tables that say who refers to whom, and what becomes of references to what is deleted. */
final class ReferenceTables {
    /** The step for SQLite that adds rules for deletion. */
    static final List<String> SQLITE_RULES_STEP = List.of("ALTER TABLE object_rules ADD COLUMN on_delete TEXT");

    /** The step for H2 that adds rules for deletion. */
    static final List<String> H2_RULES_STEP =
            List.of("ALTER TABLE object_rules ADD COLUMN IF NOT EXISTS on_delete VARCHAR(16)");

    private ReferenceTables() {}
}
