package io.sepia.internal.backend.sqlite;

import io.sepia.internal.backend.sql.SqlScript;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Triggers that a SQLite store has only while a rule needs them. They are triggers because these run with every write
 * to the file, including writes by hand and by a store that does not know the rule yet, and because they cost less than
 * statements.
 *
 * @param sql the definitions by the names of the triggers
 */
record SqliteTriggers(Map<String, String> sql) {
    /** The triggers of the log of changes. Each write appends a row to it; decision 0035 has the measurements. */
    static final SqliteTriggers CHANGE_LOG = read("sqlite/change-log.sql");

    /** The triggers that keep generations, created with the first history rule; decision 0056 has the measurements. */
    static final SqliteTriggers HISTORY = read("sqlite/history.sql");

    private static SqliteTriggers read(String file) {
        Pattern name = Pattern.compile("CREATE TRIGGER (\\w+)");
        Map<String, String> sql = new LinkedHashMap<>();
        for (String each : SqlScript.read(file)) {
            Matcher matcher = name.matcher(each);
            if (!matcher.lookingAt()) {
                throw new IllegalStateException("Each statement of " + file + " must create a trigger");
            }
            sql.put(matcher.group(1), each);
        }
        return new SqliteTriggers(Collections.unmodifiableMap(sql));
    }

    void create(StatementCache statements) throws SQLException {
        for (String each : sql.values()) {
            statements.execute(each);
        }
    }

    void drop(StatementCache statements) throws SQLException {
        for (String each : sql.keySet()) {
            statements.execute("DROP TRIGGER " + each);
        }
    }
}
