package io.sepia.internal.backend.sqlite;

import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.SqlCondition;
import io.sepia.internal.backend.sql.condition.TextRanges;
import io.sepia.internal.condition.Term.Comparison;
import io.sepia.internal.condition.Term.Match;
import io.sepia.internal.json.JsonParts;
import io.sepia.internal.json.Value;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/** Comparisons with texts. SQLite compares their UTF-8 bytes, which gives the order of code points. */
final class SqliteTexts {
    private static final Duration GREATEST_OFFSET = Duration.ofHours(18);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm");

    private SqliteTexts() {}

    /** Returns whether a text may also be the JSON text of an array or object. */
    static boolean looksLikeJson(String text) {
        return text.startsWith("[") || text.startsWith("{");
    }

    static Sql compare(SqliteValue at, Comparison comparison, String text) {
        Sql compared = Sql.of(at.value() + " " + comparison.sign() + " ?", text);
        return switch (comparison) {
            case EQUAL -> looksLikeJson(text) ? Sql.and(compared, isText(at)) : compared;
            case GREATER, GREATER_OR_EQUAL -> Sql.and(compared, isText(at));
            case LESS, LESS_OR_EQUAL -> Sql.and(Sql.of(at.value() + " >= ''"), compared, isText(at));
        };
    }

    private static Sql isText(SqliteValue at) {
        return Sql.of(at.type() + " = 'text'");
    }

    static SqlCondition startsWith(SqliteValue at, String prefix) {
        Sql range = TextRanges.startsWith(at.value(), "?", prefix);
        Sql found = prefix.isEmpty() || TextRanges.behind(prefix) == null || looksLikeJson(prefix)
                ? Sql.and(range, isText(at))
                : range;
        // After U+D7FF, which no character follows, documents may contain lone surrogates.
        return prefix.indexOf('\uD7FF') < 0 ? SqlCondition.exact(found) : new SqlCondition(found, Sql.FALSE);
    }

    static SqlCondition contains(SqliteValue at, String part) {
        Sql isText = isText(at);
        return SqlCondition.exact(
                part.isEmpty() ? isText : Sql.and(Sql.of("instr(" + at.value() + ", ?) > 0", part), isText));
    }

    /**
     * Returns a condition for texts that may match a folded text. SQLite folds ASCII letters only, so texts with other
     * characters are decided in Java.
     */
    static SqlCondition ignoringCase(SqliteValue at, Match match, String folded) {
        boolean ascii = folded.chars().allMatch(each -> each >= ' ' && each <= '~');
        if (!ascii) {
            return new SqlCondition(isText(at), Sql.FALSE);
        }
        String lower = "lower(" + at.value() + ")";
        Sql matches = switch (match) {
            case EQUALS -> Sql.of(lower + " = ?", folded);
            case STARTS_WITH -> Sql.of("substr(" + lower + ", 1, " + folded.length() + ") = ?", folded);
            case CONTAINS -> folded.isEmpty() ? Sql.TRUE : Sql.of("instr(" + lower + ", ?) > 0", folded);
        };
        Sql hasOthers = Sql.of("(" + at.value() + " GLOB '*[^ -~]*' OR instr(" + at.value() + ", char(0)) > 0)");
        return new SqlCondition(
                Sql.and(isText(at), Sql.or(matches, hasOthers)), Sql.and(isText(at), matches, hasOthers.not()));
    }

    /**
     * Returns a condition for texts that may denote a point in time which compares as given. Such texts begin with the
     * date and time at some offset from UTC, at most 18 hours away.
     */
    static SqlCondition compare(SqliteValue at, Comparison comparison, Instant moment) {
        Sql range;
        try {
            String from = MINUTE.format(LocalDateTime.ofInstant(moment.minus(GREATEST_OFFSET), ZoneOffset.UTC));
            String to = MINUTE.format(
                    LocalDateTime.ofInstant(moment.plus(GREATEST_OFFSET).plusSeconds(60), ZoneOffset.UTC));
            if (from.length() != to.length()
                    || !Character.isDigit(from.charAt(0))
                    || !Character.isDigit(to.charAt(0))
                    || from.length() != "2026-01-31T12:00".length()) {
                range = Sql.of(at.value() + " >= ''");
            } else {
                range = range(at.value(), comparison, from, to);
            }
        } catch (DateTimeException | ArithmeticException e) {
            range = Sql.of(at.value() + " >= ''"); // Outside the range of four-digit years.
        }
        return new SqlCondition(Sql.and(range, isText(at)), Sql.FALSE);
    }

    private static Sql range(String value, Comparison comparison, String from, String to) {
        Sql behind = Sql.of(value + " >= ?", from);
        Sql before = Sql.and(Sql.of(value + " >= ''"), Sql.of(value + " < ?", to));
        // Years with more than four digits or before 0 have a sign.
        Sql signed = Sql.of("(" + value + " >= '+' AND " + value + " < '.')");
        return switch (comparison) {
            case EQUAL -> Sql.and(behind, Sql.of(value + " < ?", to));
            case GREATER, GREATER_OR_EQUAL -> Sql.or(behind, signed);
            case LESS, LESS_OR_EQUAL -> before;
        };
    }

    /** Returns a reference in the form in which the store writes it. */
    static String reference(Value.Reference reference) {
        return "{\"$ref\":{\"class\":" + JsonParts.quoted(reference.className()) + ",\"id\":"
                + JsonParts.quoted(reference.id()) + "}}";
    }

    static String array(List<?> values) {
        return values.stream()
                .map(each -> each instanceof String text ? JsonParts.quoted(text) : each.toString())
                .collect(Collectors.joining(",", "[", "]"));
    }
}
