package io.sepia.internal.backend.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of SQL among the resources of the library, in the format of Liquibase. Each statement is a changeset, so that
 * triggers, which contain semicolons, need no parser.
 */
public final class SqlScript {
    private static final String FOLDER = "/io/sepia/schema/";
    private static final Pattern CHANGESET = Pattern.compile("(?m)^--changeset .*$");

    private SqlScript() {}

    /**
     * Returns the statements of a file without their final semicolons.
     *
     * @param file the path below {@code io/sepia/schema}
     * @return empty if there is no such file
     */
    static Optional<List<String>> find(String file) {
        try (InputStream in = SqlScript.class.getResourceAsStream(FOLDER + file)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(statements(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<String> read(String file) {
        return find(file).orElseThrow(() -> new IllegalStateException("The library has no file " + FOLDER + file));
    }

    private static List<String> statements(String text) {
        return Stream.of(CHANGESET.split(text))
                .skip(1)
                .map(String::strip)
                .map(each -> each.substring(0, each.length() - 1))
                .toList();
    }
}
